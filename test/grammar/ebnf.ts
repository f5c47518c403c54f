/** grammar/rulec.ebnf: the grammar in the notation of W3C's XML recommendation. */
import type { Part, Rule } from "./rules.ts";
import { quoted, type TokenRule } from "./tokens.ts";

const WIDTH = 120;

/** `inSequence`: where a choice needs parentheses. */
export function ebnfOf(part: Part, inSequence = false): string {
  if (part.of === "rule") return part.name;
  if (part.of === "token") return part.type.name;
  if (part.of === "literal") return quoted(part.text);
  if (part.of === "sequence") return part.parts.map((inner) => ebnfOf(inner, true)).join(" ");
  if (part.of === "choice") {
    const text = part.parts.map((inner) => ebnfOf(inner)).join(" | ");
    return inSequence ? `(${text})` : text;
  }
  const inner = ebnfOf(part.part);
  const isSimple = part.part.of === "rule" || part.part.of === "token" || part.part.of === "literal";
  return `${isSimple ? inner : `(${inner})`}${{ optional: "?", many: "*", some: "+" }[part.of]}`;
}

/** A choice that is too long stands an alternative a line. */
function ruleText({ name, part }: Rule): string {
  const flat = `${name} ::= ${ebnfOf(part)}`;
  if (flat.length <= WIDTH) return flat;
  const parts = part.of === "sequence" ? part.parts : [part];
  const lines = [`${name} ::=`];
  for (const inner of parts) {
    if (inner.of === "choice") lines.push(`  ${parts.length > 1 ? "( " : "  "}${inner.parts.map((one) => ebnfOf(one)).join("\n  | ")}${parts.length > 1 ? " )" : ""}`);
    else lines.push(`  ${ebnfOf(inner, true)}`);
  }
  return lines.join("\n");
}

/** Words of a long definition on several lines. */
function wrapped(text: string): string {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) as string;
    if (line !== "" && line.length + word.length >= WIDTH) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

export const ebnf = (rules: readonly Rule[], tokens: readonly TokenRule[]): string => `/*
 * The grammar of rulec, made from its parser by a test (npm run goldens); the notation is that of https://www.w3.org/TR/xml/#sec-notation.
 * It says what can be read, and not all that is said of it then: which columns there are, which operators do not chain, what may stand once.
 * Behind the last item in brackets, and behind the last option of a stage, one comma more is fine.
 */

${rules.map(ruleText).join("\n\n")}

/* Tokens. White space and comments may stand between any two. */

${tokens.map(({ name, definition, note }) => `${note === undefined ? "" : `/* ${note} */\n`}${wrapped(`${name} ::= ${definition}`)}`).join("\n\n")}
`;
