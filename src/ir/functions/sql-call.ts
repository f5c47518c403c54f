import type { Type, TypeKind } from "../../values/type.ts";
import type { LiteralValue } from "../expr.ts";

/** What an argument of the IR call is: its type, whether it may be null, its value where it is a literal; `ends`: the literal at the end of joined text. */
export type SqlArg = { readonly type: Type; readonly nullable: boolean; readonly literal: LiteralValue | undefined; readonly ends?: string };
/** `args` in the order of the IR call: the row's order, a variadic argument's values last. */
export type SqlCall = { readonly args: readonly SqlArg[]; readonly type: Type };
/** `literals`: holes that are printed as these string literals and not as the argument. */
export type Sql = { readonly template: string; readonly literals: Readonly<Record<string, string>> };

/** What the engine's functions of places and lengths take. */
export const LARGEST_32 = 2 ** 31 - 1;
const WITHIN_32: ReadonlySet<TypeKind> = new Set<TypeKind>(["int8", "int16", "int32", "uint8", "uint16"]);
/** Whether an integer type holds no number above `LARGEST_32`. */
export const isWithin32 = (type: Type): boolean => WITHIN_32.has(type.kind);
