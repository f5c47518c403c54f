/** Every command, in the order of a first day. */
import type { ArgumentSpec, CommandSpec, OptionSpec } from "./spec.ts";

const JSON_OPTION: OptionSpec = { flags: "--json", describe: "print one JSON document (schemas: grammar/schemas/cli.json)" };
const PACK: readonly OptionSpec[] = [
  { flags: "--pack <dir>", describe: "the folder of rulepack.json (default: this folder or the nearest above)" },
  { flags: "--profile <name>", describe: "a profile of rulepack.json (default: the one it names)" },
  { flags: "--param <name=value>", describe: "a parameter's value; repeat for several", list: true },
  { flags: "--run-at <instant>", describe: "what `$run_at` is (default: now), as a run's record says it" },
];
const NO_PASS: OptionSpec = { flags: "--no-pass <name>", describe: "leave out a pass of the optimiser or a rewrite for the engine, as `rulec passes` lists them; repeat for several", list: true };
const KEEP_FAILURES: OptionSpec = { flags: "--keep-failures", describe: "keep the rows that break promises, up to 10,000 of each, in the run's folder (rulec show RULE --failed)" };
const OPENLINEAGE: OptionSpec = { flags: "--openlineage <path>", describe: "add events of OpenLineage to this file, or write a file a run into this folder; jobs are in the namespace OPENLINEAGE_NAMESPACE (default: the pack)" };
const LOG_FORMAT: OptionSpec = { flags: "--log-format <format>", describe: "text or json: say what happens as lines of a log on standard error, instead of the screen (or RULEC_LOG)" };
const LOOK_FORMAT: OptionSpec = { flags: "--format <format>", describe: "text, json, github (annotations of a workflow) or sarif (2.1.0); default: text" };
const SELECT: ArgumentSpec = { name: "select", required: false, variadic: true, complete: "select", describe: "rules: a name, glob, 2+up, down+1, #tag, path, state:modified, result:error, source:NAME, git:REF; `,` for both (default: all; docs/selection.md)" };
const CHOOSE: readonly OptionSpec[] = [{ flags: "--exclude <select>", describe: "leave out what this selects; repeat for several", list: true }, { flags: "--state <dir>", describe: "what `state:` compares with: a folder of artifacts as they were (default: the pack's own)" }];

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "init", summary: "Start a pack here: a running example", firstDay: true,
    args: [{ name: "dir", required: false, variadic: false, complete: "file", describe: "an empty or new folder (default: this one)" }],
    options: [JSON_OPTION],
    examples: [["rulec init", "an example in this folder"], ["rulec init shop", "in a new folder"]],
    load: () => import("./commands/init.ts"),
  },
  {
    name: "infer", summary: "Write the source block for a file", firstDay: true,
    args: [{ name: "source", required: true, variadic: false, complete: "file", describe: "a Parquet, CSV or JSON file or glob, or table:NAME in the profile's warehouse" }],
    options: [{ flags: "--name <name>", describe: "what to call the source (default: from the file's name)" }, ...PACK, JSON_OPTION],
    examples: [["rulec infer data/orders.csv", "columns, types, nullability and keys that hold"], ["rulec infer 'data/orders/*.parquet' >> rules/sources.rule", "append it to a file"]],
    load: () => import("./commands/infer.ts"),
  },
  {
    name: "check", summary: "Check rules without touching data", firstDay: true,
    args: [SELECT],
    options: [{ flags: "--fix", describe: "apply the edits that diagnostics carry" }, LOOK_FORMAT, ...CHOOSE, ...PACK, JSON_OPTION],
    examples: [["rulec check", "the whole pack"], ["rulec check 'sales.*' --fix", "mend what one edit repairs"], ["rulec check --format github", "in CI: beside the lines of the change"]],
    load: () => import("./commands/check.ts"),
  },
  {
    name: "lint", summary: "Find what compiles and is likely not meant, or read by nobody", firstDay: false,
    args: [SELECT],
    options: [
      { flags: "--fix", describe: "apply the edits that keep what a rule means" },
      { flags: "--only <lint>", describe: "look for this lint alone, whatever rulepack.json says of it; repeat for several", list: true },
      { flags: "--all", describe: "look for the lints that are off by default, too" },
      { flags: "--list", describe: "list the lints and how much each counts in this pack" },
      LOOK_FORMAT, ...CHOOSE, ...PACK, JSON_OPTION,
    ],
    examples: [["rulec lint", "the whole pack; exit code 1 where something is found"], ["rulec lint --only missing-doc --only missing-test", "what nobody has written yet"], ["rulec lint --format sarif > lint.sarif", "for a code host or an editor"]],
    load: () => import("./commands/lint.ts"),
  },
  {
    name: "run", summary: "Build, verify and publish rules", firstDay: true,
    args: [SELECT],
    options: [{ flags: "--dry-run", describe: "say what would be done and do nothing: `rulec plan`" }, { flags: "--sample <n>", describe: "try the rules over the first so many rows of each source, in memory: nothing is published" }, { flags: "--empty", describe: "the same over no rows: a check of the SQL on the engine" }, { flags: "--full-refresh", describe: "build what is selected though nothing has changed; tables that are added to begin anew" },
      { flags: "--from <time>", describe: "with --to: compute the intervals of tables stored by time again, from here" }, { flags: "--to <time>", describe: "up to and without here (UTC)" }, { flags: "--fail-fast", describe: "stop at the first rule that fails (default: the others go on, so that one run tells all that is wrong)" }, { flags: "--threads <n>", describe: "threads of the engine (default: the profile's)" }, { flags: "--workers <n>", describe: "how many rules are made at a time (default: the profile's, else 2)" }, { flags: "--evidence", describe: "write which columns each rule needs and which the engine scans, as its own plan says" }, KEEP_FAILURES,
      OPENLINEAGE, LOG_FORMAT, NO_PASS, ...CHOOSE, ...PACK, JSON_OPTION],
    examples: [["rulec run", "everything"], ["rulec run +daily_revenue", "one rule and all that it reads"], ["rulec run daily_revenue --from 2026-01-01 --to 2026-02-01", "a month of a table stored by time again"], ["rulec run --log-format json 2> run.log", "for whatever collects logs"]],
    load: () => import("./commands/run.ts"),
  },
  {
    name: "runs", summary: "List what runs did, or show one in full", firstDay: false,
    args: [{ name: "run", required: false, variadic: false, complete: "run", describe: "a run's name, the beginning or end of it, or `last` (default: list all)" }],
    options: [
      { flags: "-n, --limit <n>", describe: "how many to list (default: 20)" },
      { flags: "--prune", describe: "remove old records; a run keeps the latest 100 by itself" },
      { flags: "--keep <n>", describe: "with --prune: how many of the latest stay (default: 100)" }, { flags: "--older-than <age>", describe: "with --prune: those older than this go, such as 30d, 12h" },
      ...PACK, JSON_OPTION,
    ],
    examples: [["rulec runs", "when, how it ended, how long, how many rules"], ["rulec runs last", "the last one: rules, rows, times, promises"], ["rulec runs --prune --older-than 30d", "remove records older than 30 days"]],
    load: () => import("./commands/runs.ts"),
  },
  {
    name: "plan", summary: "Say what a run would build, what it would use again, and why", firstDay: false,
    args: [SELECT],
    options: [{ flags: "--sql", describe: "every statement that would be sent, with the values of its parameters" }, { flags: "--full-refresh", describe: "as if nothing could be used again" }, NO_PASS, ...CHOOSE, ...PACK, JSON_OPTION],
    examples: [["rulec plan", "everything; nothing is written"], ["rulec plan +daily_revenue --sql", "with the statements of one rule and all that it reads"]],
    load: () => import("./commands/plan.ts"),
  },
  {
    name: "why", summary: "Why a rule would be built, or why not", firstDay: false,
    args: [{ name: "rule", required: true, variadic: false, complete: "rule", describe: "a rule" }],
    options: [NO_PASS, ...PACK, JSON_OPTION],
    examples: [["rulec why daily_revenue", "what has changed since it was built last, here and in what it reads"]],
    load: () => import("./commands/why.ts"),
  },
  {
    name: "retry", summary: "Go on with the last run, if it failed or was killed", firstDay: false,
    args: [{ name: "run", required: false, variadic: false, complete: "run", describe: "a run's name, the beginning or end of it (default: the last one)" }],
    options: [{ flags: "--fail-fast", describe: "stop at the first rule that fails" }, { flags: "--threads <n>", describe: "threads of the engine (default: the profile's)" }, { flags: "--workers <n>", describe: "how many rules are made at a time (default: the profile's, else 2)" }, KEEP_FAILURES, OPENLINEAGE, LOG_FORMAT, ...PACK, JSON_OPTION],
    examples: [["rulec retry", "the same rules, parameters, instant and intervals; what was built then and is unchanged is not built again"]],
    load: () => import("./commands/retry.ts"),
  },
  {
    name: "test", summary: "Run the tests that rule files hold", firstDay: false,
    args: [SELECT],
    options: [
      { flags: "--title <text>", describe: "only tests whose title holds this" }, { flags: "--engine <engine>", describe: "evaluator (default), duckdb or all: the same tests on the engine, staged in memory" },
      { flags: "--fail-fast", describe: "stop at the first test that fails" }, { flags: "--update", describe: "take the rows that were found for those that failing tests expect, in their files" },
      { flags: "--watch", describe: "run again what a change of a file reaches, until interrupted" }, { flags: "--coverage", describe: "tell which rules no test makes, which branches none takes, which columns none looks at" },
      { flags: "--trace <title>", describe: "show the rows that each stage leaves in this test" }, { flags: "--junit <file>", describe: "write the verdicts as JUnit's XML" },
      { flags: "--new <rule>", describe: "draft a test of this rule from rows of its sources" }, { flags: "--write <file>", describe: "with --new: add it to this file of the pack (default: print it)" },
      ...CHOOSE, ...PACK, JSON_OPTION,
    ],
    examples: [
      ["rulec test", "every test, without data and without an engine"], ["rulec test daily_revenue --title paid", "those of one rule that are about what is paid"], ["rulec test --engine all", "the verdicts of the evaluator and of DuckDB"],
      ["rulec test --update", "after a change that was meant: read the difference, then commit it"], ["rulec test --new daily_revenue --write rules/revenue.rule", "a first test, from rows that are there"],
    ],
    load: () => import("./commands/test.ts"),
  },
  {
    name: "show", summary: "Show a rule: its rows, SQL, IR, lineage", firstDay: true,
    args: [{ name: "rule", required: false, variadic: false, complete: "rule", describe: "a rule or source" }],
    options: [
      { flags: "-e, --expression <pipeline>", describe: "show the rows of a pipeline written here" },
      { flags: "-n, --limit <n>", describe: "how many rows (default: 40)" },
      { flags: "--sql", describe: "the SQL that runs" }, { flags: "--ir", describe: "the typed relational tree" }, { flags: "--ast", describe: "the syntax tree as JSON" },
      { flags: "--norm", describe: "the rule in normal form, the same for all texts that mean the same" }, { flags: "--canonical", describe: "the SQL in one form, whatever the text's names and the profile's layout" },
      { flags: "--engine-ast", describe: "what the engine's own parser makes of that, as JSON" },
      { flags: "--lineage", describe: "what each column comes from" }, { flags: "--schema", describe: "columns, types, keys and order" },
      { flags: "--failed", describe: "the rows that broke its promises when a run last verified it" },
      { flags: "--proof", describe: "why its order is total, its keys, its joins, its columns without nulls; what is not proven, and what would do" },
      NO_PASS, ...PACK, JSON_OPTION,
    ],
    examples: [["rulec show daily_revenue", "its rows"], ["rulec show daily_revenue --sql", "what runs"], ["rulec show daily_revenue --proof", "why its promises hold, step by step"], ["rulec show -e 'from orders |> limit 5, arbitrary: true'", "any pipeline"]],
    load: () => import("./commands/show.ts"),
  },
  {
    name: "lineage", summary: "What a column comes from, or what it reaches, step by step", firstDay: false,
    args: [{ name: "column", required: true, variadic: false, complete: "column", describe: "rule.column or source.column; a rule or source alone: all of its columns" }],
    options: [
      { flags: "--up", describe: "what it comes from, to the sources (default of a rule)" },
      { flags: "--down", describe: "what it reaches, through every rule (default of a source)" },
      { flags: "--format <format>", describe: "text, json, dot or mermaid (default: text)" },
      ...PACK, JSON_OPTION,
    ],
    examples: [
      ["rulec lineage daily_revenue.revenue", "to the sources, with the text and line of each step"], ["rulec lineage orders.status --down", "what a change of it would touch"],
      ["rulec lineage daily_revenue --format mermaid", "a drawing for a page"],
    ],
    load: () => import("./commands/lineage.ts"),
  },
  {
    name: "docs", summary: "Write the pack's documentation: pages that open from disk", firstDay: false,
    args: [],
    options: [{ flags: "--out <dir>", describe: "where to (default: target/docs in the pack's folder)" }, { flags: "--open", describe: "show it in the browser" }, ...PACK, JSON_OPTION],
    examples: [["rulec docs --open", "every rule with its columns, lineage, proofs, SQL, tests and runs; a graph and a search"], ["rulec docs --out public/docs", "in CI: a folder to publish as it is"]],
    load: () => import("./commands/docs.ts"),
  },
  {
    name: "compile", summary: "Write SQL, IR, lineage and hashes of every rule", firstDay: false,
    args: [SELECT],
    options: [
      { flags: "--golden", describe: "write each rule's SQL and interface into the pack's golden folder" },
      { flags: "--check", describe: "compare with the golden folder and write nothing (exit 3 when something differs)" },
      { flags: "--forms", describe: "write each rule's normal form, canonical SQL and the engine's own tree of it, too (loads the engine)" },
      { flags: "--timings", describe: "print the time of each phase" }, NO_PASS,
      ...CHOOSE, ...PACK, JSON_OPTION,
    ],
    examples: [["rulec compile", "artifacts under target/"], ["rulec compile --check", "in CI: fail when the SQL differs from the golden files"]],
    load: () => import("./commands/compile.ts"),
  },
  {
    name: "diff", summary: "What a change does: contracts, rows, and whom it reaches", firstDay: false,
    args: [{ name: "against", required: false, variadic: false, complete: "file", describe: "git:REF, or a folder with the pack as it was (default: git:HEAD)" }],
    options: [
      { flags: "--format <format>", describe: "text, markdown, json or github (annotations of a workflow); default: text" },
      { flags: "--tries <n>", describe: "how many sets of rows are tried on a rule that could not be proved equal (default: 1000)" }, { flags: "--seed <text>", describe: "which sets of rows: the same seed, the same rows (default: 1)" },
      ...PACK, JSON_OPTION,
    ],
    examples: [
      ["rulec diff", "against the last commit: exit 3 when a rule is not what it was"], ["rulec diff git:main --format markdown", "in CI: what a pull request does, for a comment"], ["rulec diff ../shop-as-it-was", "against another folder with the pack"],
    ],
    load: () => import("./commands/diff.ts"),
  },
  {
    name: "ls", summary: "List rules and sources", firstDay: false,
    args: [SELECT],
    options: [...CHOOSE, ...PACK, JSON_OPTION],
    examples: [["rulec ls", "everything, in the order of building"], ["rulec ls +daily_revenue", "what it reads"]],
    load: () => import("./commands/ls.ts"),
  },
  {
    name: "deps", summary: "List the packs that this one imports from, and lock what they hold", firstDay: false,
    args: [{ name: "name", required: false, variadic: true, describe: "dependencies of rulepack.json (default: all)" }],
    options: [
      { flags: "--update", describe: "write what they hold now, as `sha256`, into rulepack.json" },
      { flags: "--check", describe: "exit 3 when one is not locked" },
      PACK[0] as OptionSpec, JSON_OPTION,
    ],
    examples: [["rulec deps", "a tree: version, path, hash, and whether it is what rulepack.json says"], ["rulec deps --update shared", "take what it holds now, after a look at it"], ["rulec deps --check", "in CI: everything is there, locked and unchanged"]],
    load: () => import("./commands/deps.ts"),
  },
  {
    name: "expand", summary: "Print a rule with its macros, selectors and `across` in place", firstDay: false,
    args: [{ name: "rule", required: true, variadic: false, complete: "rule", describe: "a rule" }],
    options: [...PACK, JSON_OPTION],
    examples: [["rulec expand daily_revenue", "what it says after all macros: text that compiles to the same"]],
    load: () => import("./commands/expand.ts"),
  },
  {
    name: "passes", summary: "List the optimiser's passes, or show what each changes in a rule", firstDay: false,
    args: [{ name: "rule", required: false, variadic: false, complete: "rule", describe: "a rule (default: list the passes)" }],
    options: [NO_PASS, ...PACK, JSON_OPTION],
    examples: [["rulec passes", "every pass, in the order in which they run"], ["rulec passes daily_revenue", "what each makes of a rule"], ["rulec show daily_revenue --sql --no-pass push-filters", "the SQL without one of them"]],
    load: () => import("./commands/passes.ts"),
  },
  {
    name: "fmt", summary: "Format rule files", firstDay: false,
    args: [{ name: "path", required: false, variadic: true, complete: "file", describe: "files or folders (default: the pack's)" }],
    options: [
      { flags: "--check", describe: "write nothing; exit 3 and list the files that would change" }, { flags: "--diff", describe: "write nothing; exit 3 and show what would change, as a unified diff" },
      { flags: "--stdin", describe: "format standard input to standard output; a path is then the name that messages use" }, PACK[0] as OptionSpec, JSON_OPTION,
    ],
    examples: [["rulec fmt", "the whole pack"], ["rulec fmt --check", "in CI"], ["rulec fmt --diff rules/sales.rule", "look before"], ["rulec fmt --stdin < a.rule", "for an editor"]],
    load: () => import("./commands/fmt.ts"),
  },
  {
    name: "functions", summary: "List functions, or explain one", firstDay: false,
    args: [{ name: "word", required: false, variadic: false, describe: "a function's name, here or in DuckDB, an operator, or a word of what it does (default: list all)" }],
    options: [JSON_OPTION],
    examples: [["rulec functions", "every function with one line"], ["rulec functions date_trunc", "one, with examples"], ["rulec functions median", "by what it does"], ["rulec functions arg_max", "what DuckDB's is called here, or why there is none"]],
    load: () => import("./commands/functions.ts"),
  },
  {
    name: "explain", summary: "Explain a diagnostic's code", firstDay: false,
    args: [{ name: "code", required: false, variadic: false, complete: "code", describe: "such as order-not-total (default: list all)" }],
    options: [JSON_OPTION],
    examples: [["rulec explain order-not-total", "why, and how to mend it"]],
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "clean", summary: "Remove what rulec made", firstDay: false,
    args: [],
    options: [{ flags: "--yes", describe: "do not ask" }, { flags: "--warehouse", describe: "the published tables and outputs too" }, { flags: "--older-than <age>", describe: "nothing but staged tables of runs that began longer ago, such as 3d, 12h" }, ...PACK, JSON_OPTION],
    examples: [["rulec clean", "list, then remove target/ and staged tables"], ["rulec clean --older-than 1d", "staged tables that nobody has taken up since yesterday"]],
    load: () => import("./commands/clean.ts"),
  },
];
