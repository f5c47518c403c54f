import { article, catalogue, quoted } from "./define.ts";

const meant = (name: string | null): string => (name === null ? "" : `, did you mean \`${name}\`?`);

/** What is wrong with rulepack.json and with the values of parameters. */
export const PACK = catalogue({
  "manifest-unreadable": {
    severity: "error",
    title: ({ problem }: { problem: string }) => `rulepack.json is not JSON: ${problem}`,
    label: ({ problem }) => problem,
    doc: `rulepack.json is plain JSON: names and text in double quotes, no comments, no comma after the last entry.

\`\`\`json
{ "name": "sales", "version": "0.1.0", "language": 1, "roots": ["rules"] }
\`\`\``,
  },
  "manifest-duplicate-property": {
    severity: "error",
    title: ({ property }: { property: string }) => `rulepack.json says \`${property}\` twice`,
    label: () => "the second one would win silently",
    hint: () => "keep one of them",
    doc: `Readers of JSON take the last of two equal names and drop the first without a word. Which one was meant, only you know.

\`\`\`json
{ "name": "sales", "name": "returns", "version": "0.1.0", "language": 1 }
\`\`\`

Keep one of them.`,
  },
  "manifest-unknown-property": {
    severity: "error",
    title: ({ property, where }: { property: string; where: string; meant: string | null; known: readonly string[] }) => `${where} has no property \`${property}\``,
    label: ({ meant: name }) => (name === null ? "nothing reads this" : `did you mean \`${name}\`?`),
    hint: ({ known }) => `there are: ${known.join(", ")}`,
    doc: `A property that nothing reads is nearly always a misspelt one, and would silently leave the default in force.

\`\`\`json
{ "profiles": { "dev": { "thread": 2 } } }
\`\`\`

Write \`"threads": 2\`. grammar/schemas/rulepack.json lists every property with what it means.`,
  },
  "manifest-missing-property": {
    severity: "error",
    title: ({ property, where }: { property: string; where: string }) => `${where} needs \`${property}\``,
    hint: ({ property }) => `add "${property}"`,
    doc: `A pack has a \`name\` (the schema that other packs know its rules by), a \`version\` and the \`language\` that it is written in, which fixes the set of built-in names.

\`\`\`json
{ "name": "sales", "version": "0.1.0", "language": 1 }
\`\`\``,
  },
  "manifest-value": {
    severity: "error",
    title: ({ where, problem }: { where: string; problem: string }) => `${where} ${problem}`,
    label: ({ problem }) => problem,
    doc: `The value has the wrong kind, or is none of those that are allowed here. grammar/schemas/rulepack.json says of each property what it takes.

\`\`\`json
{ "profiles": { "dev": { "threads": "two", "memory": "much" } } }
\`\`\`

Write \`"threads": 2\` and \`"memory": "4GB"\`.`,
  },
  "unknown-profile": {
    severity: "error",
    title: ({ profile }: { profile: string; meant: string | null; known: readonly string[] }) => `there is no profile \`${profile}\``,
    label: ({ meant: name }) => (name === null ? "not in profiles" : `did you mean \`${name}\`?`),
    hint: ({ known }) => (known.length === 0 ? "rulepack.json has no profiles" : `rulepack.json has: ${known.join(", ")}`),
    doc: `A profile says where a pack runs: engine, warehouse, threads, memory, values of parameters. \`--profile NAME\` picks one, else the one that
rulepack.json names as \`profile\`.

\`\`\`json
{ "profile": "prod", "profiles": { "dev": {} } }
\`\`\`

Add \`"prod": { … }\` to \`profiles\`, or name one that is there.`,
  },
  "unknown-param": {
    severity: "error",
    title: ({ name, meant: near }: { name: string; meant: string | null; known: readonly string[] }) => `no module has a parameter \`${name}\`${meant(near)}`,
    label: () => "no `param` line declares it",
    hint: ({ name, known }) => `${known.length === 0 ? "this pack has no parameters" : `parameters: ${quoted(known)}`}${name.includes(".") ? "; a rule's own is given where the rule is read: `from r(x: 1)`" : ""}`,
    doc: `A value for a parameter that does not exist would have no effect. Parameters of modules are declared with \`param\`:

\`\`\`
param as_of: date = date "2026-01-31"
\`\`\`

Name one by itself (\`--param as_of=2026-02-28\`), or with its module where two modules have it (\`--param sales.lines.as_of=2026-02-28\`).`,
  },
  "ambiguous-param": {
    severity: "error",
    title: ({ name, candidates }: { name: string; candidates: readonly string[] }) => `\`${name}\` could be ${quoted(candidates)}`,
    hint: ({ candidates }) => `say which: \`${candidates[0] ?? ""}\``,
    doc: `Two modules declare a parameter of this name, and they may mean different things.

\`\`\`
rulec run --param as_of=2026-02-28
\`\`\`

Write the module in front of it: \`--param sales.lines.as_of=2026-02-28\`.`,
  },
  "param-value": {
    severity: "error",
    title: ({ name, type, value }: { name: string; type: string; value: string; from: string; why: string }) => `${value} is not ${article(type)}, which \`${name}\` is`,
    label: ({ why }) => why,
    hint: ({ from, why }) => `given by ${from}: ${why}`,
    doc: `The value of a parameter is a literal of the language; for text, dates and timestamps the bare text will do.

\`\`\`
rulec run --param as_of=2026-02-28 --param limit=10 --param 'regions=["EU", "US"]'
\`\`\`

In rulepack.json it is the JSON value: a number, a string, true, false, null or a list of them.`,
  },
  "params-without-value": {
    severity: "error",
    title: ({ names }: { names: readonly string[] }) => (names.length === 1 ? `the parameter ${quoted(names)} has no value` : `${names.length} parameters have no value: ${quoted(names)}`),
    hint: ({ names }) => `give one with --param ${names[0] ?? ""}=…, in rulepack.json under "params", or as the default of its declaration`,
    doc: `A parameter without a default must be given a value before anything runs. From strongest to weakest: \`--param [module.]x=v\`, the environment's
\`RULEC_PARAM_X\`, the profile's \`params\`, rulepack.json's \`params\`, the declaration's default.

\`\`\`
param as_of: date
\`\`\`

Run with \`--param as_of=2026-02-28\`, or give it a default: \`param as_of: date = date "2026-02-28"\`.`,
  },
  "param-default": {
    severity: "error",
    title: ({ name }: { name: string; type: string; found: string }) => `the default of \`${name}\` is not a literal of its type`,
    label: ({ type, found }) => `${found}, and the parameter is ${article(type)}`,
    hint: ({ type }) => (/^(?:uuid|json|binary)\??$/.test(type) ? `write \`"…"::${type.replace("?", "")}\`` : `write a literal of type ${type}`),
    doc: `A default is known before anything runs: a literal, or a list or struct of literals. It has the parameter's type; of a uuid, json or binary it is a
cast of its text, \`"{}"::json\`.

\`\`\`
param as_of: date = "2026-01-31"        -- a string
\`\`\`

Write \`date "2026-01-31"\`.`,
  },
});
