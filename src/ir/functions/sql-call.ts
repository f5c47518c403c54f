import type { Type } from "../../values/type.ts";
import type { LiteralValue } from "../expr.ts";

/** What an argument of the IR call is: its type, whether it may be null, its value where it is a literal. */
export type SqlArg = { readonly type: Type; readonly nullable: boolean; readonly literal: LiteralValue | undefined };
/** `args` in the order of the IR call: the row's order, a variadic argument's values last. */
export type SqlCall = { readonly args: readonly SqlArg[]; readonly type: Type };
/** `literals`: holes that are printed as these string literals and not as the argument. */
export type Sql = { readonly template: string; readonly literals: Readonly<Record<string, string>> };
