/**
 * What names become: one policy for all text that is emitted and all files that are written, named so that a profile can pin it. A change
 * of any line is another policy under another name. `sql/quote.ts` writes SQL's names, `compile/artifacts.ts` those of files.
 */
export const IDENTIFIERS = {
  name: "duckdb-1",
  quote: "needed: what is no lower-case word of ASCII letters, digits and _, or is reserved",
  case: "kept",
  collisions: "names that differ by case alone are refused: columns of a relation, fields of a struct, rules that are stored",
  length: "whole, whatever it is",
  unicode: "kept, not normalised",
  files: "[A-Za-z0-9_-] up to 100 characters as they are; others, and names of devices, as <slug>-<8 hex digits>",
} as const;

export type IdentifierPolicy = typeof IDENTIFIERS;
