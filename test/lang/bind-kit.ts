/** What the tests of binding share: a few sources, rules bound over them, relations and diagnostics as one reads them. */
import { printRule } from "../../src/ir/print.ts";
import { relsOf } from "../../src/ir/walk.ts";
import type { Rel } from "../../src/ir/rel.ts";
import type { Rule } from "../../src/ir/rule.ts";
import { fieldText } from "../../src/values/type.ts";
import { bound, mended, shown, type Files } from "./program.ts";

/** Sources that most tests read. */
export const SOURCES = `
source orders = parquet("orders.parquet") {
  order_id: int64, customer_id: int64, status: string, placed_at: timestamp, amount: decimal(12, 2), fee: decimal(12, 2)?, email: string? #pii, qty: int32, weight: float64?,
  items: list<struct<sku: string, qty: int32, price: decimal(12, 2)>>?, tags: list<string>, attrs: map<string, string>?, meta: json?, key [order_id],
}
source customers = parquet("customers.parquet") { id: int64, status: string, region: string?, since: date, key [id] }
source payments = parquet("payments.parquet") { payment_id: int64, order_id: int64, paid: decimal(12, 2), key [payment_id] }
source events = parquet("events.parquet") { order_id: int64, name: string, at: timestamp }
param as_of: date = date "2026-01-31"
`;

/** One rule \`r\`, unordered, with this body; declarations may stand before it. */
export const withRule = (body: string, before = "", head = "unordered"): Files => ({ main: `${SOURCES}\n${before}\nrule r ${head} { ${body} }\n` });

/** The rule that a body gives; throws what was reported, warnings aside. */
export function ruleOf(body: string, before = "", head = "unordered"): Rule {
  const files = withRule(body, before, head);
  const { rules, diagnostics } = bound(files);
  const rule = rules.get("r")?.rule;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (rule === null || rule === undefined || errors.length > 0) throw new Error(errors.map((d) => `${d.code}: ${d.title}`).join("\n") || "no rule");
  return rule;
}

/** \`name: type\` of what leaves the rule, nulls as they are known there. */
export function columnsOf(body: string, before = ""): string {
  const files = withRule(body, before);
  const { interfaces, diagnostics } = bound(files);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map((d) => `${d.code}: ${d.title}`).join("\n"));
  return (interfaces.get("main.r")?.columns ?? []).map((column) => `${column.name}: ${fieldText(column)}`).join(", ");
}

/** The relations of a rule in words, without its first line and its scans. */
export const stagesOf = (rule: Rule): string[] =>
  printRule(rule).trimEnd().split("\n").slice(1).map((line) => line.replace(/^ *\d+ */, "")).filter((line) => !line.startsWith("scan"));

export const relations = (rule: Rule): readonly Rel[] => relsOf(rule);

/** \`code: place\` of each diagnostic. */
export function mistakes(body: string, before = "", head = "unordered"): string[] {
  const files = withRule(body, before, head);
  return shown(files, bound(files).diagnostics);
}

/** The rule's text after the edits of its diagnostics, without what stands around the body; and what is still wrong then. */
export function repaired(body: string, before = "", head = "unordered"): { readonly body: string; readonly left: readonly string[]; readonly text: string } {
  const files = withRule(body, before, head);
  const after = mended(files, bound(files).diagnostics);
  const text = after["main"] ?? "";
  const from = text.indexOf(`rule r ${head} { `) + `rule r ${head} { `.length;
  return { body: text.slice(from, text.lastIndexOf(" }")).replaceAll(/\s+/g, " "), left: shown(after, bound(after).diagnostics), text };
}

/** What is reported of a pack of files. */
export const mistakesIn = (files: Files): string[] => shown(files, bound(files).diagnostics);
export { bound };
