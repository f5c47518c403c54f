/** The lineage of a column in words: each step with the expression that makes it and its line; what lies in another rule opens there. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Page, PageStep } from "../compile/site/model.ts";
import { columnKey, entryOf, placeOf, type ColumnKey, type Columns } from "./columns.ts";
import { useLoaded, useSite } from "./context.ts";
import { loadPage } from "./load.ts";
import { columnName, localName, type Pack } from "./pack.ts";
import { placeText } from "./promises.tsx";
import { entryHref } from "./route.ts";
import { plural } from "./text.tsx";

/** The step that gives a column of the page's rule. */
const placeIn = ({ steps }: Page, pack: Pack, id: number, column: string): number => steps.findIndex((step) => step.kind === "rule" && step.of === pack.entries[id]?.name && step.column === column);

type FromProps = { readonly id: number; readonly column: string; readonly influence: boolean };

export function ComesFrom({ id, column, influence }: FromProps): VNode {
  const { pack } = useSite();
  const page = useLoaded(id, () => loadPage(id));
  if (page === null) return <p class="wait">reading…</p>;
  if ("problem" in page) return <p class="problem">{page.problem}</p>;
  if (pack.entries[id]?.kind === "source") return <p class="dim">It is a column of a source: its values come from outside.</p>;
  const at = placeIn(page.value, pack, id, column);
  if (at < 0) return <p class="dim">Nothing is known of where it comes from: its run adds it.</p>;
  const rows = influence ? page.value.steps.findIndex((step) => step.kind === "all-rows" && step.of === pack.entries[id]?.name && step.into.length > 0) : -1;
  return (
    <ul class="steps">
      <Step at={at} page={page.value} id={id} influence={influence} depth={0} kind="v" />
      {rows < 0 ? null : <Step at={rows} page={page.value} id={id} influence depth={0} kind="i" />}
    </ul>
  );
}

const OPEN = 3;

type StepProps = { readonly at: number; readonly page: Page; readonly id: number; readonly influence: boolean; readonly depth: number; readonly kind: "v" | "i" };

function Step({ at, page, id, influence, depth, kind }: StepProps): VNode | null {
  const { pack } = useSite();
  const [open, setOpen] = useState(depth < OPEN);
  const step = page.steps[at];
  if (step === undefined) return null;
  const of = pack.idOf(step.of) ?? -1;
  const isOutside = (step.kind === "rule" || step.kind === "source") && of !== id;
  const next = step.into.filter(([, how]) => influence || how === "v");
  const owner = pack.entries[of];
  return (
    <li class={kind === "i" ? "decides" : ""}>
      {next.length > 0 || (isOutside && owner?.kind === "rule") ? <button type="button" class="twist" aria-expanded={isOutside ? open && depth < OPEN : open} aria-label={open ? "close" : "open"} onClick={() => setOpen(!open)} /> : <span class="leaf" aria-hidden="true" />}
      <Words step={step} isOutside={isOutside} owner={owner?.name ?? ""} />
      {isOutside && owner?.kind === "rule" ? <Beyond open={open} id={of} column={step.column ?? ""} influence={influence} depth={depth} /> : null}
      {open && !isOutside && next.length > 0 ? <ul>{next.map(([from, how]) => <Step key={`${from} ${how}`} at={from} page={page} id={id} influence={influence} depth={depth + 1} kind={how} />)}</ul> : null}
    </li>
  );
}

/** Goes on in the rule that a column is read from. */
function Beyond({ open, ...of }: FromProps & { readonly open: boolean; readonly depth: number }): VNode | null {
  return open ? <BeyondSteps {...of} /> : null;
}

function BeyondSteps({ id, column, influence, depth }: FromProps & { readonly depth: number }): VNode | null {
  const { pack } = useSite();
  const page = useLoaded(id, () => loadPage(id));
  if (page === null || "problem" in page) return null;
  const at = placeIn(page.value, pack, id, column);
  const next = at < 0 ? [] : (page.value.steps[at]?.into ?? []).filter(([, how]) => influence || how === "v");
  const here = page.value.steps[at];
  return here === undefined ? null : (
    <ul>
      {here.by === null || here.where === null || here.where.words === "" ? null : <li><span class="leaf" aria-hidden="true" /><code>{here.where.words}</code> <small>{placeText(here.where)}</small></li>}
      {next.map(([from, how]) => <Step key={`${from} ${how}`} at={from} page={page.value} id={id} influence={influence} depth={depth + 1} kind={how} />)}
    </ul>
  );
}

function Words({ step, isOutside, owner }: { readonly step: PageStep; readonly isOutside: boolean; readonly owner: string }): VNode {
  const { kind, column, by, where } = step;
  const words = isOutside || by === null ? "" : (where?.words ?? "");
  const name = kind === "rows" || kind === "all-rows" ? (words === "" ? "which rows there are" : "") : (column ?? "");
  return (
    <>
      {kind === "previous" ? "previous " : null}
      {isOutside ? <a href={entryHref(owner, column)}><span class="dim">{localName(owner)}.</span>{column}</a> : <span>{name}</span>}
      {words === "" || words === column ? null : <>{name === "" ? "" : by === "expression" ? " = " : " by "}<code>{words}</code></>}
      {where === null || isOutside ? null : <small> {placeText(where)}</small>}
    </>
  );
}

type ReachesProps = { readonly start: ColumnKey; readonly columns: Columns; readonly influence: boolean };

export function Reaches(props: ReachesProps): VNode {
  const edges = props.columns.down(props.start, props.influence);
  return edges.length === 0 ? <p class="dim">Nothing here is computed from it.</p> : <ul class="steps"><Readers {...props} depth={0} path={[]} /></ul>;
}

const SHOWN = 50;

function Readers({ start, columns, influence, depth, path }: ReachesProps & { readonly depth: number; readonly path: readonly ColumnKey[] }): VNode {
  const edges = columns.down(start, influence);
  return (
    <>
      {edges.slice(0, SHOWN).map(({ to, kind }) => <Reader key={to} to={to} kind={kind} columns={columns} influence={influence} depth={depth} path={[...path, start]} />)}
      {edges.length > SHOWN ? <li class="dim">and {plural(edges.length - SHOWN, "column")} more</li> : null}
    </>
  );
}

function Reader({ to, kind, columns, influence, depth, path }: { readonly to: ColumnKey; readonly kind: "value" | "influence"; readonly columns: Columns; readonly influence: boolean; readonly depth: number; readonly path: readonly ColumnKey[] }): VNode {
  const { pack } = useSite();
  const hasMore = !path.includes(to) && columns.down(to, influence).length > 0;
  const [open, setOpen] = useState(depth < 1);
  const [owner, column] = [pack.entries[entryOf(to)]?.name ?? "", columnName(pack, entryOf(to), placeOf(to))];
  return (
    <li class={kind === "influence" ? "decides" : ""}>
      {hasMore ? <button type="button" class="twist" aria-expanded={open} aria-label={open ? "close" : "open"} onClick={() => setOpen(!open)} /> : <span class="leaf" aria-hidden="true" />}
      <a href={entryHref(owner, column)}><span class="dim">{localName(owner)}.</span>{column}</a>
      {open && hasMore ? <ul><Readers start={columnKey(entryOf(to), placeOf(to))} columns={columns} influence={influence} depth={depth + 1} path={path} /></ul> : null}
    </li>
  );
}
