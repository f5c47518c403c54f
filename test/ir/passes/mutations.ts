/**
 * Each legality rule of each pass, broken: a pass that somebody could have written, and a program whose rows it changes.
 * `passes.test.ts` shows that the comparison of `equivalence.ts` sees every one of them.
 */
import { FLOWS } from "../../../src/ir/flows.ts";
import { DISTINCT_LEGALITY, dropDistinctsBy, type DistinctLegality } from "../../../src/ir/passes/drop-distincts.ts";
import { dropJoinsBy, JOIN_LEGALITY, type JoinLegality } from "../../../src/ir/passes/drop-joins.ts";
import { dropSortsBy, SORT_LEGALITY, type SortLegality } from "../../../src/ir/passes/drop-sorts.ts";
import { GROUP_LEGALITY, groupWindowsBy, type GroupLegality } from "../../../src/ir/passes/group-windows.ts";
import { MERGE_LEGALITY, mergeProjectsBy, type MergeLegality } from "../../../src/ir/passes/merge-projects.ts";
import { PRUNE_LEGALITY, pruneColumnsBy, type PruneLegality } from "../../../src/ir/passes/prune-columns.ts";
import { FILTER_LEGALITY, pushFiltersBy, type FilterLegality } from "../../../src/ir/passes/push-filters.ts";
import { SHARE_LEGALITY, shareSubtreesBy, type ShareLegality } from "../../../src/ir/passes/share-subtrees.ts";
import { SIMPLIFY_LEGALITY, simplifyBy, type SimplifyLegality } from "../../../src/ir/passes/simplify.ts";
import type { Pass } from "../../../src/ir/rule.ts";

/** `breaks` says what is broken, `keys` which of `RULES` that is; over `set` the program gives other rows, or fails, after the pass. */
export type Mutation = { readonly breaks: string; readonly pass: Pass; readonly keys: readonly string[]; readonly program: string; readonly set: "plain" | "extreme" };

/** A pass by a legality of which some rules are broken, and which they are. */
type Broken = { readonly pass: Pass; readonly keys: readonly string[] };
type Rules = { readonly [key: string]: unknown };

const isTable = (rules: unknown): rules is Rules => typeof rules === "object" && rules !== null;
/** `gates.limit`, `sides.left.right`: each rule of a legality by itself, in the order in which they stand. */
export const rulesOf = (legality: object): readonly string[] =>
  Object.entries(legality as Rules).flatMap(([key, rule]) => (isTable(rule) ? rulesOf(rule).map((inner) => `${key}.${inner}`) : [key]));
const ruleAt = (legality: object, key: string): unknown => key.split(".").reduce((rules: unknown, step) => (rules as Rules)[step], legality);

const broken = <L extends object>(by: (legality: L) => Pass, sound: L, change: Partial<L>): Broken => {
  const legality = { ...sound, ...change };
  const pass = by(legality);
  return { pass, keys: rulesOf(sound).filter((key) => ruleAt(legality, key) !== ruleAt(sound, key)).map((key) => `${pass.name}: ${key}`) };
};

const filters = (legality: Partial<FilterLegality>): Broken => broken(pushFiltersBy, FILTER_LEGALITY, legality);
const gates = (gate: Partial<FilterLegality["gates"]>): Broken => filters({ gates: { ...FILTER_LEGALITY.gates, ...gate } });
const sides = (side: Partial<FilterLegality["sides"]>): Broken => filters({ sides: { ...FILTER_LEGALITY.sides, ...side } });
const sorts = (legality: Partial<SortLegality>): Broken => broken(dropSortsBy, SORT_LEGALITY, legality);
const readers = (kind: Partial<SortLegality["readers"]>): Broken => sorts({ readers: { ...SORT_LEGALITY.readers, ...kind } });
const distincts = (legality: Partial<DistinctLegality>): Broken => broken(dropDistinctsBy, DISTINCT_LEGALITY, legality);
const joins = (legality: Partial<JoinLegality>): Broken => broken(dropJoinsBy, JOIN_LEGALITY, legality);
const flows = (kind: Partial<typeof FLOWS>, wholeRow: Partial<PruneLegality["wholeRow"]> = {}): Broken =>
  broken(pruneColumnsBy, PRUNE_LEGALITY, { flows: { ...FLOWS, ...kind }, wholeRow: { ...PRUNE_LEGALITY.wholeRow, ...wholeRow } });
const simpler = (legality: Partial<SimplifyLegality>): Broken => broken(simplifyBy, SIMPLIFY_LEGALITY, legality);
const merges = (legality: Partial<MergeLegality>): Broken => broken(mergeProjectsBy, MERGE_LEGALITY, legality);

/** Every rule that a pass is held to, as `pass: rule`. */
export const RULES: readonly string[] = ([
  [pushFiltersBy, FILTER_LEGALITY], [dropSortsBy, SORT_LEGALITY], [dropDistinctsBy, DISTINCT_LEGALITY], [dropJoinsBy, JOIN_LEGALITY], [pruneColumnsBy, PRUNE_LEGALITY], [simplifyBy, SIMPLIFY_LEGALITY],
  [mergeProjectsBy, MERGE_LEGALITY], [shareSubtreesBy, SHARE_LEGALITY], [groupWindowsBy, GROUP_LEGALITY],
] as readonly (readonly [(legality: never) => Pass, object])[]).flatMap(([by, sound]) => rulesOf(sound).map((key) => `${by(sound as never).name}: ${key}`));

const open = (): object => ({});
const no = (): boolean => false;
const yes = (): boolean => true;
const nothing = (): void => undefined;

type Row = readonly [breaks: string, broken: Broken, program: string, set?: Mutation["set"]];

const FILTERS: readonly Row[] = [
  ["no filter below a limit", gates({ limit: open }), "from s |> sort [id] |> limit 2 |> where id > 1"],
  ["what can fail stays behind the filter that guards it", gates({ filter: open }), "from s |> where b between 0 and 10 |> where a * 2 >= 0", "extreme"],
  ["no filter below a window that looks at the rows around", gates({ project: (node) => ({ stops: node.adds.map(([column]) => column) }) }), "from s |> derive { n: row_number() over (sort [id]) } |> where id > 3"],
  ["no filter below another that looks at the rows around", gates({ filter: () => ({ removes: true }) }), "from s |> where id == max(id) over (by [g]) |> where b < 2"],
  ["no filter on what a projection computes below it", gates({ project: open }), "from s |> derive { z: id * 2 } |> where z > 4"],
  ["no filter below an aggregate of all rows, which has one group even of none", gates({ aggregate: (node) => ({ only: new Set(node.by) }) }), "from s |> aggregate { n: count() } |> where false"],
  ["only filters on its keys below an aggregate", gates({ aggregate: open }), "from s |> group { g } { n: count() } |> where n > 1"],
  ["only filters on its columns below a dedupe", gates({ dedupe: open }), "from s |> dedupe on [g] keep first by [id] |> where id > 1"],
  ["no filter into one input of a union", gates({ set: open }), "from s |> select { id } |> union all (from s |> select { id }) |> where id > 2"],
  ["no filter on an element below its explode", gates({ explode: open }), "from s |> explode ys as y |> where y > \"a\""],
  ["what can fail stays behind an explode, which takes the empty away", gates({ explode: (node) => ({ stops: node.as }) }), "from s |> explode ys as y |> where a - 1 < 5", "extreme"],
  ["no filter on values below their unpivot", gates({ unpivot: open }), 'from s |> select { id, b } |> unpivot [id, b], names_to: "nm", values_to: "vl" |> where vl > 2'],
  ["no filter into the rounds of a recursion", gates({ recurse: open }), "from s |> select { k: id } |> recurse as q, max_depth: 1 { from q |> select { k: (k + 2) % 5 } } |> where k > 1"],
  ["no filter below the side of a left join that is filled with nulls", sides({ left: { left: "all", right: "total" } }), "from s |> join left r as j on id == j.rid |> select { id, v: j.v } |> where v > 2"],
  ["no filter below the side of a right join that is filled with nulls", sides({ right: { left: "total", right: "all" } }), 'from s |> join right r as j on id == j.rid, cardinality: "n:m" |> select { id, k: j.rid } |> where id > 2'],
  ["no filter on the left below a full join", sides({ full: { left: "total", right: false } }), 'from s |> join full r as j on id == j.rid, cardinality: "n:m" |> select { id, k: j.rid } |> where id > 2'],
  ["no filter on the right below a full join", sides({ full: { left: false, right: "total" } }), 'from s |> join full r as j on id == j.rid, cardinality: "n:m" |> select { id, k: j.rid } |> where k > 2'],
  ["what can fail on the left stays behind an inner join", sides({ inner: { left: "all", right: "total" } }), "from s |> join r as j on id == j.rid |> where a + 1 < 5", "extreme"],
  ["what can fail on the right stays behind an inner join", sides({ inner: { left: "total", right: "all" } }), "from s |> where id < 1 |> join r as j on id == j.rid |> where j.v + 1 < 5", "extreme"],
  ["what can fail on the left stays behind a product", sides({ cross: { left: "all", right: "total" } }), "from s |> join cross (from r |> where rid < 0) as j |> where a + 1 < 5", "extreme"],
  ["what can fail on the right stays behind a product", sides({ cross: { left: "total", right: "all" } }), "from s |> where id < 1 |> join cross r as j |> where j.v + 1 < 5", "extreme"],
  ["no filter below a scan", gates({ scan: open }), "from s |> where id > 2"],
  ["what can fail stays behind an anti join", sides({ anti: { left: "all", right: false } }), "from s |> join anti r as j on id == j.rid |> where a - 1 < 5", "extreme"],
  ["what can fail stays behind a semi join", sides({ semi: { left: "all", right: false } }), "from s |> join semi r as j on id == j.rid |> where a + 1 < 5", "extreme"],
  ["no filter below the right side of an as-of join", filters({ belowNearest: true }), "from s |> join asof r as j on at >= j.ra |> select { id, k: j.rid } |> where k < 3"],
];

const SORTS: readonly Row[] = [
  ["a limit reads the order", readers({ limit: no }), "from s |> sort [b desc, id] |> limit 2"],
  ["a filter hands the order on", readers({ filter: no }), "from s |> sort [b desc, id] |> where id > 1 |> limit 2"],
  ["a projection hands the order on", readers({ project: no }), "from s |> sort [b desc, id] |> derive { z: id } |> limit 2"],
  ["a join of at most one row hands the order on", readers({ join: no }), "from s |> sort [b desc, id] |> join left r as j on id == j.rid |> limit 2 |> select { id, v: j.v }"],
  ["a sort that leaves ties reads the order before it", readers({ sort: no }), "from s |> sort [id desc] |> sort [g] |> limit 1"],
  ["an explode hands the order on", readers({ explode: no }), "from s |> sort [b desc, id] |> explode ys as y, index: i, base: 0 |> limit 2"],
  ["rows stand in an order only if it is this one", sorts({ sorted: (_, before) => before.length > 0 }), "from s |> sort [id] |> sort [b desc, id] |> limit 2"],
  ["an order the other way round is another", sorts({ sorted: ({ keys }, before) => keys.every(({ expr }, at) => expr.kind === "column" && before[at]?.column === expr.column) }), "from s |> sort [id] |> sort [id desc] |> limit 2"],
];

const COLUMNS: readonly Row[] = [
  ["distinct rows differ in columns that nobody reads", flows({ distinct: nothing }, { distinct: false }), "from s |> select { g, b } |> distinct |> select { g }"],
  ["rows of a union differ in columns that nobody reads", flows({ set: (node, sink) => node.maps.forEach((map) => map.forEach((from, at) => from !== null && sink.value(node.outputs[at] as typeof from, from))) }, { set: false }), "from s |> select { g, b } |> union (from s |> select { g, b }) |> select { g }"],
  ["a filter's columns stay", flows({ filter: nothing }), "from s |> where b > 1 |> select { id }"],
  ["a sort's columns stay", flows({ sort: nothing, limit: nothing }), "from s |> sort [b desc, id] |> limit 2 |> select { g }"],
  ["group keys stay", flows({ aggregate: (node, sink) => FLOWS.aggregate({ ...node, by: [] }, sink) }), "from s |> group { g, b } { n: count() } |> select { n }"],
  ["what a join compares stays", flows({ join: nothing }), "from s |> join r as j on id == j.rid |> select { g }"],
  ["what decides a dedupe stays", flows({ dedupe: nothing }), "from s |> dedupe on [g] keep first by [id] |> select { b }"],
  ["the lists of an explode stay", flows({ explode: nothing }), "from s |> explode ys as y |> select { id }"],
  ["a window's partition and order stay", flows({ project: (node, sink) => FLOWS.project(node, { ...sink, influence: nothing }) }), "from s |> derive { n: row_number() over (by [g] sort [id desc]) } |> select { n, b }"],
  ["the columns of an unpivot stay", flows({ unpivot: nothing }), 'from s |> select { id, n: b } |> unpivot [id, n], names_to: "nm", values_to: "vl" |> select { vl }'],
  ["whole rows go round in a recursion", flows({ recurse: nothing }, { recurse: false }), "from s |> select { k: id, j: id } |> recurse as q, max_depth: 1 { from q |> select { k: k, j: (j + 1) % 3 } } |> select { k }"],
];

const DISTINCTS: readonly Row[] = [
  ["rows that are alike are told apart", distincts({ distinct: yes }), "from s |> select { g } |> distinct"],
  ["of rows with the same columns one stays", distincts({ dedupe: yes }), "from s |> dedupe on [g] keep first by [id]"],
];

const JOINS: readonly Row[] = [
  ["an inner join takes rows away", joins({ keepsLeft: yes }), "from s |> join r as j on id == j.rid |> select { id }"],
  ["without a key a join repeats rows", joins({ meetsOne: yes }), 'from s |> join left r as j on g == j.rg, cardinality: "n:m" |> select { id }'],
  ["a key of other columns proves nothing", joins({ meetsOne: (_, right) => right().keys.length > 0 }), 'from s |> join left r as j on g == j.rg and j.rid > 0, cardinality: "n:m" |> select { id }'],
  ["a join whose columns are read stays", joins({ unread: yes }), "from s |> join left r as j on id == j.rid |> select { id, v: j.v }"],
];

const PROJECTS: readonly Row[] = [
  ["a window does not move into a window", merges({ mayMove: yes }), "from s |> derive { n: row_number() over (sort [id]) } |> select { id, m: sum(n) over (by [g]) }"],
];

const EXPRESSIONS: readonly Row[] = [
  ["only `true` may be left out of `and`", simpler({ neutral: { and: false, or: false } }), "from s |> where true and id > 2"],
  ["only `false` may be left out of `or`", simpler({ neutral: { and: true, or: true } }), "from s |> where false or id > 2"],
  ["an arm whose condition is true is taken", simpler({ neverTaken: yes }), "from s |> derive { q: case { id > 1 -> 2, true -> 3, else -> 4 } }"],
];

const shared = (legality: Partial<ShareLegality>): Broken => broken(shareSubtreesBy, SHARE_LEGALITY, legality);
const twice = (one: string, other: string): string => `from s |> ${one} |> union all (from s |> ${other})`;
const SHARED: readonly Row[] = [
  ["what is filtered by another condition is not the same", shared({ known: (_, text) => text.replace(/"predicate":\d+/, "") }), twice("where b > 1 |> select { id, g } |> distinct", "where b > 0 |> select { id, g } |> distinct")],
  ["what differs in its inputs is not the same", shared({ known: ({ kind }) => kind }), twice("where b > 1 |> group { g } { n: count() }", "where b > 0 |> group { g } { n: count() }")],
  ["what makes values of names is not the same under other names", shared({ isSteady: yes }),
    twice('select { x: id, y: a } |> distinct |> unpivot [x, y], names_to: "n", values_to: "v"', 'select { p: id, q: a } |> distinct |> unpivot [p, q], names_to: "n", values_to: "v"')],
];

const groups = (legality: Partial<GroupLegality>): Broken => broken(groupWindowsBy, GROUP_LEGALITY, legality);
const GROUPS: readonly Row[] = [
  ["a window that looks at part of its partition is no group", groups({ isWhole: yes }), "from s |> derive { n: sum(b) over (sort [id] rows ..0) } |> select { id, n }"],
  ["windows over other partitions are other groups", groups({ alike: yes }), "from s |> derive { x: count() over (), y: count() over (by [g]) } |> select { id, x, y }"],
  ["a partition by what is computed is no group by columns", groups({ isKey: yes }), "from s |> join r as j on id == j.rid |> derive { n: count() over (by [b > 1]) } |> select { id, n }"],
  ["the rounds of a recursion are not read twice", groups({ isSteady: yes }), "from s |> select { k: id } |> recurse as q, max_depth: 1 { from q |> select { k: (k + 2) % 5 } } |> derive { n: count() over () }"],
];

const made = (rows: readonly Row[]): Mutation[] => rows.map(([breaks, { pass, keys }, program, set = "plain"]) => ({ breaks, pass, keys, program, set }));
export const MUTATIONS: readonly Mutation[] = [FILTERS, SHARED, SORTS, DISTINCTS, COLUMNS, JOINS, PROJECTS, GROUPS, EXPRESSIONS].flatMap(made);

/** Why no program shows that a rule is broken. */
type Unbroken =
  /** It forbids, or keeps, all there is: another answer leaves work undone, and no more. */
  | "strict"
  /** It allows all there is. */
  | "open"
  /** Nobody asks, or another rule answers already: no input, no columns that anything above could read; merged columns, which only joins have whose left side takes nothing. */
  | "inert"
  /** Only an engine knows what such a relation means. */
  | "opaque"
  /** Not rows but promises, errors, places or time are at stake: test/ir/passes/unseen.test.ts, test/ir/push-filters.test.ts. */
  | "unseen";

const all = (pass: string, keys: string, why: Unbroken): (readonly [string, Unbroken])[] => keys.split(" ").map((key) => [`${pass}: ${key}`, why]);
/** Rules without a mutation. One that is neither here nor broken above fails a test. */
export const UNBROKEN: ReadonlyMap<string, Unbroken> = new Map([
  ...all("push-filters", "gates.sort gates.distinct sides.left.left sides.right.right", "open"),
  ...all("push-filters", "gates.values gates.join gates.error sides.semi.right sides.anti.right", "inert"),
  ...all("push-filters", "gates.sql", "opaque"),
  ...all("push-filters", "isShared", "unseen"),
  ...all("drop-sorts", "readers.scan readers.values readers.aggregate readers.distinct readers.dedupe readers.set readers.unpivot readers.recurse readers.sql readers.error", "strict"),
  ...all("drop-sorts", "promised", "unseen"),
  ...all("prune-columns", "flows.scan flows.values flows.error wholeRow.error", "inert"),
  ...all("prune-columns", "flows.sql wholeRow.sql", "opaque"),
  ...all("prune-columns", "wholeRow.scan wholeRow.values wholeRow.filter wholeRow.project wholeRow.join wholeRow.aggregate wholeRow.sort wholeRow.limit wholeRow.dedupe wholeRow.explode wholeRow.unpivot", "strict"),
  ...all("simplify", "folds mayGo", "unseen"),
  ...all("merge-projects", "isShared", "unseen"),
  ...all("group-windows", "isExact", "unseen"),
]);
