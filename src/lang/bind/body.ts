/** Bodies: `let`s, then a pipeline. */
import type { ColumnId } from "../../ir/id.ts";
import type { Body, ExprNode, Let, Pipeline, Span } from "../ast/index.ts";
import { columnDef, newColumn, newNode, origin, report, type Bound, type Context, type Read, type Row } from "./context.ts";
import { countMentions } from "./mentions.ts";
import { newRow, nullableIn } from "./row.ts";

/** The row that a body gives. A `let` sees those before it. Error: duplicate-let. */
export function bodyRow(body: Body | Pipeline, cx: Context): Row {
  const { pipeline } = cx.families;
  const mentions = countMentions(body);
  if (body.kind === "pipeline") return pipeline(body, { ...cx, mentions });
  const seen = new Set<string>();
  let inner: Context = { ...cx, mentions };
  for (const one of body.lets) {
    const name = one.name.text;
    if (seen.has(name)) report(cx, "duplicate-let", { name }, one.name);
    seen.add(name);
    inner = { ...inner, names: { own: new Map([[name, bindLet(one, inner)]]), outer: inner.names } };
  }
  return pipeline(body.pipeline, inner);
}

function bindLet({ name, value }: Let, cx: Context): Bound {
  if (isPipeline(value)) return { kind: "relation", param: false, read: sharing(cx, name.text, cx.families.pipeline(value, cx), cx.mentions.get(name.text) ?? 0) };
  return { kind: "deferred", node: value, cx, scope: null, wants: null };
}

const isPipeline = (value: Pipeline | ExprNode): value is Pipeline => value.kind === "pipeline";

/** A relation that is named once stands where it is named; one that is named more often becomes a local, of which each naming is a scan. */
export function sharing(cx: Context, name: string, row: Row, times: number): Read {
  if (row.broken) return () => row;
  let local = times > 1 ? newLocal(cx, name, row) : null;
  let used = false;
  return (reader, at) => {
    if (local === null && !used) {
      used = true;
      return row;
    }
    // One that was made within a body which was bound again is gone.
    if (local === null || cx.binding.locals[local]?.root !== row.rel) local = newLocal(cx, name, row);
    return scanLocal(reader, at, local, row);
  };
}

const newLocal = (cx: Context, name: string, row: Row): number => cx.binding.locals.push({ name, root: row.rel }) - 1;

function scanLocal(cx: Context, at: Span, local: number, row: Row): Row {
  const reads = [...row.names].map(([name, column]): readonly [string, ColumnId] => {
    const def = columnDef(cx, column);
    return [name, newColumn(cx, name, def.type, nullableIn(cx, row, column), def)];
  });
  const outputs = reads.map(([, column]) => column);
  return { ...newRow({ kind: "scan", id: newNode(cx), at: origin(cx, at), outputs, of: { kind: "local", local }, reads }, new Map(reads)), suspect: row.suspect };
}
