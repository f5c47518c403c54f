import type { VNode } from "preact";
import type { Entry, RunStatus } from "../compile/site/model.ts";
import { kindText } from "./pack.ts";

/** The name of its colour: what kind of thing it is. */
export const tone = ({ kind, form }: Entry): string => (kind === "source" ? "source" : kind !== "rule" ? "macro" : form === "table" ? "table" : form === "view" || form === "inline" ? "view" : "file");

export const Badge = ({ entry }: { readonly entry: Entry }): VNode => <span class={`badge ${tone(entry)}`}>{entry.kind === "rule" || entry.kind === "source" ? (entry.kind === "source" ? "source" : entry.form) : kindText(entry)}</span>;

const SAID: Readonly<Record<RunStatus, string>> = { built: "built", reused: "used again", failed: "failed", skipped: "left out", warned: "warned" };
export const RunBadge = ({ status }: { readonly status: RunStatus }): VNode => <span class={`run ${status}`}>{SAID[status]}</span>;
