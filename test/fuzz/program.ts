/** One program: a rule with what it may name within. */
import { isSortable } from "../../src/values/type.ts";
import { sortOf } from "./generate/expressions.ts";
import { coin, fresh, some, upTo, type Making, type Relation, type Scope, type Verb, type World } from "./generate/making.ts";
import { id } from "./generate/names.ts";
import { pipeline } from "./generate/pipeline.ts";

/** `text` is a declaration. */
export type Program = { readonly name: string; readonly text: string; readonly verbs: readonly Verb[] };

export function makeProgram(chance: () => number, world: World, name: string): Program {
  const verbs: Verb[] = [];
  const making: Making = { chance, world, next: 1, depth: 0, relations: world.relations, verbs, pipeline };
  const lets: string[] = [];
  const local = coin(making, 0.12) ? letOf(making, lets) : null;
  const within: Making = local === null ? making : { ...making, relations: [...world.relations, local, local] };
  const { text, scope } = pipeline(within, 1 + upTo(making, 4), local !== null && coin(making, 0.5) ? local : null);
  const deferred = coin(making, 0.05) ? applied(within, scope, lets) : "";
  const body = `${lets.map((line) => `  ${line}\n`).join("")}  ${text}${deferred}`;
  return { name, text: `rule ${name} ${order(within, scope)} {\n${body}\n}`, verbs };
}

function letOf(making: Making, lets: string[]): Relation {
  const name = fresh(making, "l");
  const { text, scope, rows } = pipeline({ ...making, depth: 1 }, upTo(making, 2), null);
  making.next += 100;
  lets.push(`let ${name} = ${text}`);
  return { text: name, scope, rows };
}

/** An expression with a name, applied to a column. */
function applied(making: Making, scope: Scope, lets: string[]): string {
  const [column] = some(making, scope.columns, 1);
  if (column === undefined) return "";
  const name = fresh(making, "z");
  lets.push(`let ${name} = _ is null`);
  return `\n  |> derive { ${fresh(making)}: ${name}(${id(column.name)}) }`;
}

function order(making: Making, { columns, key }: Scope): string {
  const sortable = columns.filter(({ type }) => isSortable(type)).map(({ name }) => name);
  if (key !== null && key.every((name) => sortable.includes(name)) && coin(making, making.verbs.some((verb) => verb === "sort" || verb === "limit") ? 0.05 : 0.5)) {
    const by = [...new Set([...(coin(making, 0.5) ? some(making, sortable, 2) : []), ...key])];
    if (by.length > 0) return `ordered by ${sortOf(making, by)}`;
  }
  return "unordered tier best_effort";
}

