/** Sources: what they provide, what they look like to readers, what a run verifies of them. */
import { NO_ORIGIN } from "../../ir/id.ts";
import type { Scan } from "../../ir/rel.ts";
import type { Env, Interface, Rule, Source } from "../../ir/rule.ts";
import { diagnose, type Diagnostic, type Place } from "../diagnostics/index.ts";
import type { BoundSchema, DeclaredBy, ModuleScope, Program } from "../scope.ts";
import { createBinding } from "./binding.ts";
import { claim } from "./claims.ts";
import { FAMILIES } from "./families.ts";
import { providerOf } from "./provider.ts";
import type { Schemas } from "./schema.ts";

type Report = (diagnostic: Diagnostic) => void;

/** What a source says of its rows. Errors: schema-empty, not-supported-yet, those of schemas. Null: its columns are not known. */
export function sourceSchema({ decl, name }: DeclaredBy<"source">, scope: ModuleScope, schemas: Schemas, report: Report): BoundSchema | null {
  const at = { file: scope.file, start: decl.name.start, end: decl.name.end };
  const base = decl.schema === null ? null : schemas.named(decl.schema, scope);
  if (decl.schema !== null && base === null) return null;
  const schema = decl.body === null ? base : schemas.inline(name, base, decl.body, scope);
  if (schema === null || schema.columns.length === 0) {
    report(diagnose("schema-empty", { name: decl.name.text }, at));
    return null;
  }
  if (schema.order.length > 0) report(diagnose("not-supported-yet", { what: "an order that a source claims" }, at));
  return schema;
}

/** A source as a run needs it; `readers` is what those who read it know. Null when its provider is in error. */
export function bindSource(declared: DeclaredBy<"source">, schema: BoundSchema, scope: ModuleScope, readers: Interface, program: Program, env: Env, report: Report): Source | null {
  const { decl, name } = declared;
  const provided = providerOf(decl, scope, report);
  const claims = claimsOf(name, schema, { file: scope.file, start: decl.name.start, end: decl.name.end }, program, env, report);
  if (provided === null) return null;
  const tags = decl.tags.map((tag) => tag.text);
  return { name, provider: provided.provider, interface: readers, claims: { ...claims, tags, doc: decl.doc }, trusted: provided.trusted };
}

/**
 * What a schema says of a source's rows, as a rule that scans it: its obligations are what a run verifies. Nothing counts as proven,
 * so that all of them are there. Errors: those of the checks' expressions.
 */
export function claimsOf(name: string, schema: BoundSchema, place: Place, program: Program, env: Env, report: Report): Rule {
  const binding = createBinding(program, env, new Map(), report);
  const { build, locals, obligations } = binding;
  const columns = new Map(schema.columns.map((column) => [column.name, build.newColumn(column)]));
  const at = build.origin(place.file, place.start, place.end, NO_ORIGIN);
  const scan: Scan = { kind: "scan", id: build.newNode(), at, outputs: [...columns.values()], of: { kind: "source", name }, reads: [...columns] };
  claim({ schema, over: scan, columns, proven: null }, binding, FAMILIES);
  return {
    name, params: [], locals, root: scan, columns: build.columns, nodes: build.nodeCount(), obligations,
    storage: { kind: "inline" }, tier: "canonical", order: [], tags: [], doc: null, origins: build.origins(),
  };
}
