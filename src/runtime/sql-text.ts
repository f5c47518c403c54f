/** The few pieces of SQL that the runtime writes itself, quoted as lowering quotes. */
import { identifier, path, stringLiteral } from "../lower/sql/quote.ts";

export { identifier, path, stringLiteral };
export const stringList = (values: readonly string[]): string => `[${values.map(stringLiteral).join(", ")}]`;
/** Whether a statement names the parameter. */
export const namesParam = (text: string, sqlName: string): boolean => new RegExp(`\\$${sqlName}(?!\\w)`).test(text);
/** A path as a pattern of the engine's that finds just it. */
export const literally = (file: string): string => file.replaceAll(/[*?[]/g, "[$&]");
