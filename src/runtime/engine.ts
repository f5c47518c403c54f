/**
 * What a run asks of an engine: messages only (SQL text, typed parameters, Arrow batches, an interrupt), no callbacks, so that an
 * engine may live in another process.
 */
import type { RecordBatch } from "apache-arrow";
import type { Type } from "../values/type.ts";

export type Policy = "read_only" | "service" | "admin";

export type EngineProfile = {
  /** The database file's absolute path, or `:memory:`. */
  readonly warehouse: string;
  readonly policy: Policy;
  /** Whether the warehouse is opened for reading only; a policy `read_only` is always. */
  readonly readOnly?: boolean;
  /** Absolute folders that SQL may read from and write to, under any policy but `admin`. */
  readonly directories: readonly string[];
  /** Null: as many as the machine has. */
  readonly threads: number | null;
  /** As `4GB`; null: the engine's own limit. */
  readonly memory: string | null;
  /** Where it spills; null: nowhere, and what does not fit fails. */
  readonly temp: string | null;
  /** How much it may spill, as `10GB`; null: the engine's own limit. */
  readonly tempLimit?: string | null;
};

/**
 * A value of the language as canonical text (see `LiteralValue` in ir/expr.ts and `ParamDef` in ir/rule.ts), with the SQL type that it is bound as. `type`
 * is the language's: without it the value is a scalar.
 */
export type SqlParam = { readonly name: string; readonly type?: Type; readonly sqlType: string; readonly value: string | boolean | null };
export type Statement = { readonly text: string; readonly params?: readonly SqlParam[] };

/**
 * Integers up to 2^53 are numbers, wider ones text; decimals, temporals and uuids are text; floats are numbers, or `"NaN"`, `"Infinity"`,
 * `"-Infinity"`; binary is hex; a struct is an object, a list an array, a map an array of `{key, value}`.
 */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };
export type EngineColumn = {
  readonly name: string;
  readonly sqlType: string;
  /** The same type in the language; null when the language has none such. */
  readonly type: Type | null;
};
export type QueryResult = { readonly columns: readonly EngineColumn[]; readonly rows: readonly (readonly JsonValue[])[] };

export type Session = {
  /** Executes one statement, or several separated by `;` when they have no parameters. `rows`: how many it changed or made. */
  readonly run: (statement: Statement) => Promise<{ readonly rows: number }>;
  /** The whole result; for small ones. */
  readonly query: (statement: Statement) => Promise<QueryResult>;
  /**
   * The result batch by batch; the engine waits while nobody asks for the next. The session is busy until the stream has ended or was
   * returned from. A stream that the engine cuts short ends in an error, never early.
   */
  readonly stream: (statement: Statement, options?: { readonly batchRows?: number }) => AsyncGenerator<RecordBatch, void, undefined>;
  /**
   * What a text is, without executing it: one statement that reads, or not, and then the tables of the database that it names itself or through
   * views. `columns` are empty where it is not.
   */
  readonly examine: (text: string) => Promise<{ readonly isSelect: boolean; readonly columns: readonly EngineColumn[]; readonly tables: readonly string[] }>;
  /** Columns of a query without executing it. */
  readonly describe: (text: string) => Promise<readonly EngineColumn[]>;
  /** Percent of the running statement as the engine estimates it; null when it cannot say. */
  readonly progress: () => number | null;
  /** Ends the running statement, which then fails with `interrupted`. */
  readonly interrupt: () => void;
  readonly close: () => void;
};

export type Engine = {
  readonly name: string;
  readonly version: string;
  /** The catalogue that unqualified tables live in, as SQL names it. */
  readonly catalog: string;
  /** What was asked for at opening, as the engine itself reports it afterwards. */
  readonly settings: Readonly<Record<string, string>>;
  readonly session: () => Promise<Session>;
  readonly close: () => void;
};

export const ENGINE_ERRORS = [
  "syntax", "binder", "conversion", "out_of_range", "constraint", "invalid_input", "out_of_memory", "interrupted", "io", "permission", "locked", "busy",
  "unsupported", "other",
] as const;
export type EngineErrorKind = (typeof ENGINE_ERRORS)[number];

/**
 * The one thing that an engine throws. `position` is an offset in the statement's text (UTF-16 units), or null when the engine gives none;
 * `byte` is the same in bytes of UTF-8. Where the mistake is in a view that the statement reads, both count in the text that made the view.
 */
export class EngineError extends Error {
  readonly kind: EngineErrorKind;
  readonly position: number | null;
  readonly byte: number | null;
  /** The process that holds the warehouse, where `kind` is `locked` and the engine knows. */
  readonly pid: number | null;

  constructor(kind: EngineErrorKind, message: string, where: { readonly position?: number; readonly byte?: number; readonly pid?: number } = {}) {
    super(message);
    this.name = "EngineError";
    this.kind = kind;
    this.position = where.position ?? null;
    this.byte = where.byte ?? null;
    this.pid = where.pid ?? null;
  }
}
