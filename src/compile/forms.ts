/** Forms of a compiled rule that people read. */
import { printRule } from "../ir/print.ts";
import type { CompiledRule } from "./types.ts";

/** One line a node; the rule must have been compiled with `keep`. */
export function irText({ rule, name }: CompiledRule): string {
  if (rule === null) throw new Error(`the IR of ${name} was not kept`);
  return printRule(rule);
}
