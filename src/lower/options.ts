/** What lowering is asked with and what it answers: text, or a refusal that says why there is none. */
import type { Dialect, Origin } from "../ir/id.ts";
import type { Reference, Rel } from "../ir/rel.ts";
import type { SortedColumn } from "../ir/rule.ts";
import type { Choices } from "./rewrites.ts";

/** How the outside world calls what a rule reads. */
export type Naming = {
  /** The identifier path of a source, a rule or a rule's previous result: `["sales", "orders"]` prints as `sales.orders`. */
  readonly relation: (of: Reference) => readonly string[];
  /** The bare name of a `$parameter`. */
  readonly param: (name: string) => string;
  /** Likewise of its value as a pattern, in RE2's words. */
  readonly pattern: (name: string) => string;
};

export type PrintOptions = {
  /** `canonical` is one line without choices of layout, for hashing and comparing. */
  readonly style: "pretty" | "canonical";
  /** Columns to stay within where a line can be broken; pretty only. */
  readonly width: number;
  /** Whether a stage joins the select that holds its input, where it may; not there: yes. */
  readonly fuse?: boolean;
  /** Whether subqueries stand in front of the statement under names; else one stands where it is read. Not there: yes. */
  readonly ctes?: boolean;
};

export type LowerOptions = PrintOptions & {
  /**
   * The order in which a relation's rows stand, from the relation's properties. Asked only for a `limit` whose order no `sort` in the
   * rule says (a scan of an ordered rule); without it such a limit is refused.
   */
  readonly orderOf?: (rel: Rel) => readonly SortedColumn[];
  /** Names of rewrites to leave out. */
  readonly without?: readonly string[];
};

export const PRETTY: PrintOptions = { style: "pretty", width: 100 };
export const CANONICAL: PrintOptions = { style: "canonical", width: 0 };

/** `sourceMap`: pairs of start offset in `text` (UTF-16 units) and origin, ascending by offset; see `originAt`. */
export type Printed = { readonly text: string; readonly sourceMap: Int32Array };
export type Lowered = Printed & { readonly choices: Choices };

/** What the dialect cannot say with the meaning that the language gives it. Nothing is approximated instead. */
export type Refusal = { readonly at: Origin; readonly what: string; readonly reason: string; readonly dialect: Dialect };

export const isRefusal = (lowered: object): lowered is Refusal => "reason" in lowered;

const REFUSED = Symbol("refused");

/** Unwinds to `refusable`; the only thing that lowering throws on purpose. */
export function refuse(at: Origin, what: string, reason: string): never {
  throw Object.assign(new Error(`${what}: ${reason}`), { [REFUSED]: { at, what, reason, dialect: "duckdb" } satisfies Refusal });
}

export function refusable<T>(lower: () => T): T | Refusal {
  try {
    return lower();
  } catch (error) {
    if (error instanceof Error && REFUSED in error) return error[REFUSED] as Refusal;
    throw error;
  }
}
