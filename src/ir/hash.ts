/** Content hashes: lower hex SHA-256 by the host's function. */
import { quoted } from "../values/json.ts";
import { fieldText } from "../values/type.ts";
import { plain, ruleToJson, type RuleJson } from "./json.ts";
import type { Host, Interface, Rule } from "./rule.ts";

const utf8 = new TextEncoder();

/**
 * Equal for rules that mean the same text: white space, comments, docs, names and order of locals, names of lambda parameters, positions
 * and files are not in it, nor is the rule's own name, so that a rule that is moved or renamed keeps its hash. Pass the JSON where it is
 * there already; made with names of the outside that hold no module, the hash outlives moves of what the rule reads, too.
 */
export const hashRule = (rule: Rule, host: Host, json: Pick<RuleJson, "ir"> = ruleToJson(rule)): string => host.sha256(utf8.encode(json.ir));

/**
 * What readers may rely on, docs included, as they hand those on. `body` is the rule's own hash where readers take its body in: for an
 * `inline` rule and one with parameters of its own.
 */
export function interfaceHash(of: Omit<Interface, "hash">, host: Host, body: string | null = null): string {
  const { name, kind, columns, order, keys, storage, tier } = of;
  const shown = columns.map((column) => `{"doc":${plain(column.doc)},"name":${quoted(column.name)},"tags":${plain(column.tags)},"type":${quoted(fieldText(column))}}`);
  return host.sha256(utf8.encode(`{"body":${plain(body)},"columns":[${shown.join(",")}],${plain({ keys, kind, name, order, storage, tier }).slice(1)}`));
}
