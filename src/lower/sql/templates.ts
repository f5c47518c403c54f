/** What a function's template is to a printer: an operator between operands, a call, or text around holes. */
import { parseTemplate, templateLevel, type SqlLevel } from "../../ir/functions/template.ts";
import { PREC } from "./ast.ts";

/** Holes go by name: arguments, `type`, `order`, `over`. */
export type Form =
  | { readonly kind: "infix"; readonly op: string; readonly prec: number; readonly left: string; readonly right: string }
  | { readonly kind: "call"; readonly fn: string; readonly holes: readonly string[] }
  | { readonly kind: "text"; readonly prec: number; readonly parts: readonly string[]; readonly holes: readonly string[]; readonly tight: readonly number[] };

const LEVELS: Record<SqlLevel, number> = {
  or: PREC.or, and: PREC.and, not: PREC.not, is: PREC.is, compare: PREC.compare, between: PREC.test, other: PREC.other, add: PREC.add, multiply: PREC.multiply,
  unary: PREC.negate, cast: PREC.postfix, atom: PREC.atom,
};

const forms = new Map<string, Form>();

export function formOf(template: string): Form {
  const known = forms.get(template);
  if (known !== undefined) return known;
  const form = readForm(template);
  // Templates grow with the number of arguments; the long ones do not come twice.
  if (template.length < 2_000) {
    if (forms.size > 20_000) forms.clear();
    forms.set(template, form);
  }
  return form;
}

const HOLE = "\\{([\\w.]+)\\}";
const INFIX = new RegExp(`^${HOLE} ([^\\w\\s(]+|is not distinct from|and|or) ${HOLE}$`);
const CALL = new RegExp(`^(\\w+)\\(((?:${HOLE}(?:, ${HOLE})*)?)\\)$`);

function readForm(template: string): Form {
  const infix = INFIX.exec(template);
  if (infix !== null) return { kind: "infix", left: infix[1] as string, op: infix[2] as string, right: infix[3] as string, prec: LEVELS[templateLevel(template)] };
  const call = CALL.exec(template);
  if (call !== null && !/\{(order|over|type)\}/.test(template)) {
    return { kind: "call", fn: call[1] as string, holes: [...(call[2] as string).matchAll(/[\w.]+/g)].map(([hole]) => hole) };
  }
  return readText(template);
}

/** What needs no parentheses wherever a template has it: `case when {where} then`. */
const ALONE: ReadonlySet<string> = new Set(["order", "over", "type", "where"]);

const BEFORE = /(?:^|\(| [-+*/%<>=|&]+ )$/;
const BEHIND = /^(?:\)| [-+*/%<>=|&]+ |$)/;

function readText(template: string): Form {
  const parts: string[] = [""];
  const holes: string[] = [];
  const tight: number[] = [];
  for (const part of parseTemplate(template)) {
    if ("text" in part) parts[parts.length - 1] += part.text;
    else {
      holes.push(part.hole);
      tight.push(part.delimited || ALONE.has(part.hole) ? 0 : PREC.atom);
      parts.push("");
    }
  }
  const prec = LEVELS[templateLevel(template)];
  // `x is null`, `x in (…)`, `x between a and b`, `x::type`: what stands there needs to hold together no more than the operator does.
  parts.slice(1).forEach((text, i) => {
    if (tight[i] === 0) return;
    if (/^ (is|in|like|between|and|not|escape)\b/.test(text) && i === 0 && (prec === PREC.is || prec === PREC.test)) tight[i] = PREC.other;
    if (prec === PREC.test && holes.length === 3 && i > 0) tight[i] = PREC.other;
    // Nothing between operands of an operator holds more tightly than a cast does.
    if (text.startsWith("::") || (tight[i] === PREC.atom && BEFORE.test(parts[i] as string) && BEHIND.test(text))) tight[i] = PREC.postfix;
  });
  return { kind: "text", prec, parts, holes, tight };
}
