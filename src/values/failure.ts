/** What stops a run over its values: each has a counterpart on every engine. */
export type FailureKind =
  /** A number beyond its type. */
  | "overflow"
  /** A cast of a value that has no counterpart in the type. */
  | "cast"
  /** Lists of unequal length zipped, a negative count, and such. */
  | "argument"
  /** A version with other values that does not begin after the one that is open. */
  | "version"
  /** A row outside of the interval that it was made for. */
  | "outside"
  /** Text in an engine's own language, which nothing else can run. */
  | "opaque";

/** Thrown by kernels and the evaluator, and by nothing else; whoever evaluates catches it. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly kind: FailureKind;
  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
