/** Whether the parts of nested values are ever null, from all of them. */
import { isNested, list, map, struct, type Field, type Type } from "../../values/type.ts";
import type { Session } from "../engine.ts";
import { identifier } from "../sql-text.ts";

/** `values` gives the nested value as `v`. A part of which there is no instance counts as nullable. */
export async function nestedNulls(session: Session, values: string, type: Type): Promise<Type> {
  if (!isNested(type)) return type;
  const inner = (of: string): string => `SELECT ${of} AS v FROM (${values}) WHERE v IS NOT NULL`;
  const field = async (of: string, part: Field): Promise<Field> => {
    const [row] = (await session.query({ text: `SELECT count(*), count(v) FROM (${inner(of)})` })).rows;
    const [all, present] = [Number(row?.[0] ?? 0), Number(row?.[1] ?? 0)];
    return { type: await nestedNulls(session, inner(of), part.type), nullable: all === 0 || present < all };
  };
  if (type.kind === "list") return list(await field("unnest(v)", type.element));
  if (type.kind === "map") return map(type.key, await field("unnest(map_values(v))", type.value));
  const fields = [];
  for (const part of type.fields) fields.push({ name: part.name, ...(await field(`v.${identifier(part.name)}`, part)) });
  return struct(fields);
}
