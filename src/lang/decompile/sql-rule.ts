/** Rules in SQL: text that is kept as it is, under names for what stands in its holes. */
import { ORIGIN_WIDTH } from "../../ir/id.ts";
import type { Obligation } from "../../ir/rule.ts";
import type { Rel, SqlRel } from "../../ir/rel.ts";
import { relInputs } from "../../ir/walk.ts";
import type { SqlBody } from "../ast/index.ts";
import type { Binding, DeclaredBy, ModuleScope } from "../scope.ts";
import { textOf, type Names } from "./expressions.ts";
import type { Outside } from "./outside.ts";
import { nameOf, Unprintable } from "./text.ts";

type Place = { readonly file: string; readonly start: number; readonly end: number };

export function placesOf({ build }: Binding): (at: number) => Place | null {
  const { files, rows } = build.origins();
  return (at) => (at < 0 ? null : { file: files[rows[at * ORIGIN_WIDTH] as number] as string, start: rows[at * ORIGIN_WIDTH + 1] as number, end: rows[at * ORIGIN_WIDTH + 2] as number });
}

/** The inline rule that text in SQL is the body of, as one reads it: by its name, with the arguments that its holes were given. */
export function sqlRuleText(rel: SqlRel, { program }: Binding, places: ReturnType<typeof placesOf>, outside: Outside, names: Names): string {
  const at = places(rel.at);
  const declared = [...program.declarations.values()].find((one): one is DeclaredBy<"rule"> =>
    one.kind === "rule" && one.file === at?.file && one.decl.body.kind === "sql_body" && one.decl.body.start === at.start && one.decl.body.end === at.end);
  if (declared === undefined) throw new Unprintable("text in SQL");
  const { holes } = declared.decl.body as SqlBody;
  const args = declared.decl.params.flatMap(({ name }) => {
    const hole = holes.findIndex((one) => one.kind === "param" && one.name === name.text);
    if (hole < 0) throw new Unprintable("text in SQL whose parameter stands in no hole alone");
    const value = rel.values[rel.holes.slice(0, hole).filter((one) => one === "value").length];
    return value === undefined ? [] : [`${nameOf(name.text)}: ${textOf(value, names)}`];
  });
  return `${nameOf(outside.nameOf(declared.name))}${args.length === 0 ? "" : `(${args.join(", ")})`}`;
}

/** What the contract of an inline rule in SQL promises comes with its name. */
export function isOfSqlRule({ at, over }: Obligation, { program }: Binding, places: ReturnType<typeof placesOf>): boolean {
  const below = (rel: Rel): boolean => rel.kind === "sql" || relInputs(rel).some(({ kind }) => kind === "sql");
  const place = below(over) ? places(at) : null;
  return place !== null && [...program.declarations.values()].some(({ kind, file, decl }) => kind === "schema" && file === place.file && decl.start <= place.start && place.end <= decl.end);
}

/** A tree in which what the module's names stand for is called otherwise; names of the rule's own parameters stay. */
export function renamed<T>(node: T, scope: ModuleScope, own: ReadonlySet<string>, outside: Outside): T {
  const other = (name: string): string => {
    const symbol = scope.symbols.get(name);
    return symbol === undefined ? name : outside.nameOf(symbol.name);
  };
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== "object" || value === null) return value;
    const of = Object.fromEntries(Object.entries(value).map(([field, held]) => [field, visit(held)])) as Record<string, unknown>;
    if (of["kind"] === "param" && !own.has(String(of["name"]))) return { ...of, name: other(String(of["name"])) };
    const named = of["kind"] === "ref" ? "name" : of["kind"] === "call" && of["receiver"] === null ? "fn" : null;
    if (named === null) return of;
    const name = of[named] as { readonly text: string };
    return { ...of, [named]: { ...name, text: other(name.text) } };
  };
  return visit(node) as T;
}
