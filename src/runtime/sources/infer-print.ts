/** The block that a person would write for a source. */
import { fieldText, nameText } from "../../values/type.ts";
import type { Inferred } from "./infer.ts";

const string = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\t", "\\t")}"`;

/** Ends in a line break. Layout is the formatter's: what it makes of this is this. */
export function sourceBlock({ name, provider, columns, left, keys }: Inferred): string {
  const options = Object.entries(provider.options).map(([option, value]) => `, ${option}: ${typeof value === "string" ? string(value) : String(value)}`);
  const lines = [
    ...columns.map((column) => `  ${nameText(column.name)}: ${fieldText(column)},`),
    ...keys.slice(0, 1).map((key) => `  key [${key.map(nameText).join(", ")}],`),
  ];
  const omitted = left.map(({ name: column, sqlType }) => `-- ${nameText(column)} is left out: the language has no ${sqlType}\n`);
  return `${omitted.join("")}source ${nameText(name)} = ${provider.kind}(${string(provider.of)}${options.join("")}) {\n${lines.join("\n")}\n}\n`;
}
