/** Schemas: columns, keys and claims, with what they include. Meaning: docs/language.md, "Contract". */
import { localName } from "../../ir/id.ts";
import type { InterfaceColumn, SortedName } from "../../ir/rule.ts";
import { ERROR, isComparable, isSortable, typeText } from "../../values/type.ts";
import type { ListExpr, Name, SchemaBody, SchemaEntry, Span } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { diagnose, type Code, type Diagnostic, type More, type ParamsOf, type Place } from "../diagnostics/index.ts";
import { hasFault, KIND_NAMES } from "../modules.ts";
import type { BoundSchema, DeclaredBy, KeyClaim, ModuleScope } from "../scope.ts";
import { fieldOf } from "./types.ts";

type Report = (diagnostic: Diagnostic) => void;
export type Schemas = {
  /** The schema that a name means, reported and null when it means none. */
  readonly named: (name: Name, scope: ModuleScope) => BoundSchema | null;
  /** What a source says of its rows: the named schema's claims, then its own. */
  readonly inline: (name: string, base: BoundSchema | null, body: SchemaBody, scope: ModuleScope) => BoundSchema;
  readonly of: (declared: DeclaredBy<"schema">) => BoundSchema;
  readonly bound: ReadonlyMap<string, BoundSchema>;
};
type Draft = { -readonly [P in keyof BoundSchema]: BoundSchema[P] extends readonly (infer T)[] ? T[] : BoundSchema[P] extends ReadonlyMap<infer K, infer V> ? Map<K, V> : BoundSchema[P] };
type Work = {
  readonly scope: ModuleScope;
  readonly draft: Draft;
  readonly include: (name: Name, scope: ModuleScope) => BoundSchema | null;
  readonly say: <C extends Code>(code: C, params: ParamsOf<C>, at: Span, more?: More) => void;
  readonly report: Report;
};

/**
 * Binds each schema once, on first use. Errors: unknown-schema, not-a-schema, schema-cycle, duplicate-column, unknown-column, column-name-expected,
 * key-type, schema-order-twice, reference-arity, unknown-relation, not-a-relation, those of types.ts.
 */
export function createSchemas(modules: ReadonlyMap<string, ModuleScope>, report: Report): Schemas {
  const bound = new Map<string, BoundSchema>();
  const open: DeclaredBy<"schema">[] = [];

  const bind = (declared: DeclaredBy<"schema">): BoundSchema => {
    const known = bound.get(declared.name);
    const scope = modules.get(declared.module);
    if (known !== undefined || scope === undefined) return known ?? emptyDraft(declared.name, declared.file);
    open.push(declared);
    const draft = emptyDraft(declared.name, declared.file);
    draft.faulty = hasFault(scope.faults, declared.decl);
    addBody(declared.decl.body, { scope, draft, include, say: saying(scope.file, report), report });
    open.pop();
    bound.set(declared.name, draft);
    return draft;
  };
  const include = (name: Name, scope: ModuleScope): BoundSchema | null => {
    const declared = schemaNamed(name, scope, report);
    if (declared === null) return null;
    const from = open.indexOf(declared);
    if (from < 0) return bind(declared);
    const names = [...open.slice(from), declared].map((schema) => schema.decl.name.text);
    report(diagnose("schema-cycle", { names }, { file: scope.file, start: name.start, end: name.end }));
    return null;
  };
  return {
    named: include,
    of: bind,
    inline: (name, base, body, scope) => {
      const draft = emptyDraft(name, scope.file);
      if (base !== null) addClaims(base, draft);
      if (base !== null) for (const column of base.columns) addColumn(column, base.places.get(column.name) ?? null, draft);
      addBody(body, { scope, draft, include, say: saying(scope.file, report), report });
      bound.set(name, draft);
      return draft;
    },
    bound,
  };
}

const emptyDraft = (name: string, file: string): Draft => ({ name, file, columns: [], places: new Map(), keys: [], uniques: [], order: [], checks: [], references: [], fresh: [], faulty: false });
const saying = (file: string, report: Report): Work["say"] => (code, params, at, more) => report(diagnose(code, params, { file, start: at.start, end: at.end }, more));

/** The schema that a name means, reported and null when it means none. */
export function schemaNamed(name: Name, scope: ModuleScope, report: Report): DeclaredBy<"schema"> | null {
  const declared = scope.symbols.get(name.text);
  if (declared?.kind === "schema") return declared;
  if (name.text === "" || scope.missing.has(name.text)) return null;
  const at = { file: scope.file, start: name.start, end: name.end };
  if (declared !== undefined) {
    report(diagnose("not-a-schema", { name: name.text, is: KIND_NAMES[declared.kind] }, at));
    return null;
  }
  const meant = nearest(name.text, [...scope.symbols].filter(([, { kind }]) => kind === "schema").map(([other]) => other));
  report(diagnose("unknown-schema", { name: name.text, meant }, at, meant === null ? {} : { edits: [{ ...at, text: meant }] }));
  return null;
}

/** Columns first, as a key may stand before the columns that it names. */
function addBody(body: SchemaBody, work: Work): void {
  for (const entry of body.entries) {
    if (entry.kind === "schema_column") addWritten(entry, work);
    else if (entry.kind === "schema_include") addIncluded(entry.name, work);
  }
  const { columns } = work.draft;
  const folded = new Map(columns.toReversed().map(({ name }) => [name.toLowerCase(), name]));
  for (const entry of body.entries) {
    const other = entry.kind === "schema_column" ? folded.get(entry.name.text.toLowerCase()) : undefined;
    if (entry.kind === "schema_column" && other !== undefined && other !== entry.name.text) work.say("case-collision", { name: entry.name.text, other }, entry.name);
  }
  const own: Own = { ...work, known: new Map(columns.map((column) => [column.name, column])) };
  for (const entry of body.entries) CLAIMS[entry.kind](entry as never, own);
}

function addWritten(entry: Extract<SchemaEntry, { kind: "schema_column" }>, { draft, scope, say, report }: Work): void {
  const { name } = entry;
  if (name.text === "") return;
  if (draft.places.has(name.text)) {
    const first = draft.places.get(name.text);
    say("duplicate-column", { name: name.text }, name, first === undefined ? {} : { related: [{ at: first, label: "the first" }] });
    return;
  }
  const field = fieldOf(entry.type, scope.file, "column", report);
  addColumn({ name: name.text, ...field, tags: entry.tags.map((tag) => tag.text), doc: entry.doc }, { file: scope.file, start: name.start, end: name.end }, draft);
}

function addIncluded(name: Name, work: Work): void {
  const included = work.include(name, work.scope);
  work.draft.faulty ||= included?.faulty ?? true;
  if (included === null) return;
  for (const column of included.columns) {
    if (work.draft.places.has(column.name)) work.say("duplicate-column", { name: column.name }, name);
    else addColumn(column, included.places.get(column.name) ?? null, work.draft);
  }
  if (included.order.length > 0 && work.draft.order.length > 0) work.say("schema-order-twice", { name: work.draft.name }, name);
  addClaims(included, work.draft);
}

function addColumn(column: InterfaceColumn, at: Place | null, draft: Draft): void {
  draft.columns.push(column);
  if (at !== null) draft.places.set(column.name, at);
}

function addClaims(from: BoundSchema, to: Draft): void {
  to.keys.push(...from.keys);
  to.uniques.push(...from.uniques);
  to.checks.push(...from.checks);
  to.references.push(...from.references);
  to.fresh.push(...from.fresh);
  if (to.order.length === 0) to.order.push(...from.order);
}

type Own = Work & { readonly known: ReadonlyMap<string, InterfaceColumn> };
type EntryOf<K extends SchemaEntry["kind"]> = Extract<SchemaEntry, { kind: K }>;

const CLAIMS: { readonly [K in SchemaEntry["kind"]]: (entry: EntryOf<K>, work: Own) => void } = {
  schema_column: () => {},
  schema_include: () => {},
  schema_key: (entry, work) => addKey(entry.columns, entry, work.draft.keys, "a key", work),
  schema_unique: (entry, work) => addKey(entry.columns, entry, work.draft.uniques, "a unique set", work),
  schema_order: (entry, work) => {
    if (work.draft.order.length > 0) work.say("schema-order-twice", { name: work.draft.name }, entry);
    else work.draft.order.push(...(sortedNames(entry.by, work) ?? []));
  },
  schema_check: (entry, work) => {
    const { check } = entry;
    if (check.kind === "check_key") addKey(check.columns, check, work.draft.keys, "a key", work);
    else work.draft.checks.push({ check, module: work.scope.module, file: work.scope.file });
  },
  schema_references: addReference,
  schema_fresh: addFresh,
};

function addKey(list: ListExpr, at: Span, into: KeyClaim[], clause: string, work: Own): void {
  const columns = namesIn(list, clause, work);
  if (columns === null || columns.length === 0) return;
  for (const element of list.elements) if (element.direction !== null || element.nulls !== null) work.say("direction-misplaced", {}, element);
  into.push({ columns: [...new Set(columns)], at: { file: work.scope.file, start: at.start, end: at.end } });
}

/** Names of columns of the schema; null when one of them is none, and reported. */
function namesIn(list: ListExpr, clause: string, work: Own): string[] | null {
  const names: string[] = [];
  for (const { expr, spread } of list.elements) {
    if (expr.kind === "error") return null;
    if (expr.kind !== "ref" || spread) {
      work.say("column-name-expected", { clause }, expr);
      return null;
    }
    const column = work.known.get(expr.name.text);
    if (column === undefined) {
      const known = [...work.known.keys()];
      const meant = nearest(expr.name.text, known);
      const edits = meant === null ? [] : [{ file: work.scope.file, start: expr.start, end: expr.end, text: meant }];
      work.say("unknown-column", { name: expr.name.text, of: localName(work.draft.name), meant, known }, expr, { edits });
      return null;
    }
    const fits = clause === "an order" ? isSortable(column.type) : isComparable(column.type);
    if (!fits && column.type !== ERROR) {
      work.say("key-type", { column: column.name, type: typeText(column.type), clause }, expr);
      return null;
    }
    names.push(column.name);
  }
  return names;
}

function sortedNames(list: ListExpr, work: Own): SortedName[] | null {
  const names = namesIn(list, "an order", work);
  if (names === null) return null;
  return list.elements.map(({ direction, nulls }, i) => ({ name: names[i] ?? "", desc: direction === "desc", nullsFirst: nulls === "first" }));
}

/** Errors: column-name-expected, unknown-column, fresh-column, fresh-interval. */
function addFresh(entry: EntryOf<"schema_fresh">, work: Own): void {
  const { column, within } = entry;
  const element: ListExpr["elements"][number] = { kind: "element", start: column.start, end: column.end, expr: column, spread: false, direction: null, nulls: null };
  const [name] = namesIn({ kind: "list", start: column.start, end: column.end, elements: [element] }, "fresh", work) ?? [];
  const type = name === undefined ? undefined : work.known.get(name)?.type;
  if (name === undefined || type === undefined || type === ERROR || within.kind === "error") return;
  if (type.kind !== "date" && type.kind !== "timestamp" && type.kind !== "timestamptz") work.say("fresh-column", { column: name, type: typeText(type) }, column);
  else if (within.kind !== "literal" || within.literal !== "interval") work.say("fresh-interval", {}, within);
  else work.draft.fresh.push({ column: name, entry, module: work.scope.module, file: work.scope.file });
}

function addReference(entry: EntryOf<"schema_references">, work: Own): void {
  const columns = namesIn(entry.columns, "references", work);
  const target = work.scope.symbols.get(entry.target.text);
  if (target === undefined) {
    const { symbols, missing } = work.scope;
    if (missing.has(entry.target.text) || entry.target.text === "") return;
    const meant = nearest(entry.target.text, [...symbols].filter(([, { kind }]) => kind === "rule" || kind === "source").map(([name]) => name));
    work.say("unknown-relation", { name: entry.target.text, meant }, entry.target);
    return;
  }
  if (target.kind !== "rule" && target.kind !== "source") {
    work.say("not-a-relation", { name: entry.target.text, is: KIND_NAMES[target.kind] }, entry.target);
    return;
  }
  const targetColumns: string[] = [];
  for (const { expr } of entry.targetColumns.elements) {
    if (expr.kind === "error") return;
    if (expr.kind === "ref") targetColumns.push(expr.name.text);
    else work.say("column-name-expected", { clause: "references" }, expr);
  }
  if (columns === null || targetColumns.length < entry.targetColumns.elements.length) return;
  if (columns.length !== targetColumns.length || columns.length === 0) {
    work.say("reference-arity", { columns: columns.length, targetColumns: targetColumns.length }, entry);
    return;
  }
  work.draft.references.push({ columns, target: target.name, targetColumns, at: { file: work.scope.file, start: entry.start, end: entry.end } });
}
