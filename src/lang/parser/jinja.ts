/** Templates around SQL: `{{ ref("orders") }}` is a name here. Seen right behind the lexer, as what stands in the braces is no text of the language. */
import type { IToken } from "chevrotain";
import { diagnose, type Diagnostic } from "../diagnostics/index.ts";
import { Identifier, ParamToken, S, Unknown, makeToken, tokenEnd } from "../tokens.ts";

type Work = { readonly path: string; readonly text: string; readonly report: (diagnostic: Diagnostic) => void };

/** So many tokens one template holds at most. */
const FAR = 200;

export function withoutJinja({ path, text, report }: Work, tokens: IToken[]): IToken[] {
  if (!text.includes("{{") && !text.includes("{%")) return tokens;
  const out: IToken[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const [open, second] = [tokens[i] as IToken, tokens[i + 1]];
    const statement = second?.tokenType === S.percent;
    if (open.tokenType !== S.leftBrace || second === undefined || tokenEnd(open) !== second.startOffset || (second.tokenType !== S.leftBrace && !statement)) {
      out.push(open);
      continue;
    }
    const end = closerOf(tokens, i + 2, statement ? S.percent : S.rightBrace);
    if (end < 0) {
      out.push(open);
      continue;
    }
    const at = { file: path, start: open.startOffset, end: tokenEnd(tokens[end] as IToken) };
    const { ours, name } = statement ? { ours: WITHOUT, name: null } : meantBy(tokens.slice(i + 2, end - 1));
    report(diagnose("foreign-form", { wrote: statement ? "{% … %}" : "{{ … }}", ours }, at, { edits: name === null ? [] : [{ ...at, text: name }] }));
    if (name !== null) out.push({ ...makeToken(name.startsWith("$") ? ParamToken : Identifier, name, at.start), endOffset: at.end - 1 });
    // Where nothing needs to stand, nothing does; elsewhere a place that is silent.
    else if (!statement && !standsAlone(text, at)) out.push({ ...makeToken(Unknown, "", at.start), endOffset: at.end - 1 });
    i = end;
  }
  return out;
}

/** The second token of `}}` or `%}`; -1 where the template does not end nearby. */
function closerOf(tokens: readonly IToken[], from: number, first: IToken["tokenType"]): number {
  for (let i = from; i + 1 < tokens.length && i < from + FAR; i++) {
    const [one, two] = [tokens[i] as IToken, tokens[i + 1] as IToken];
    if (one.tokenType === first && two.tokenType === S.rightBrace && tokenEnd(one) === two.startOffset) return i + 1;
  }
  return -1;
}

const WITHOUT = "no templates: what differs between runs is a `param`, what differs between places a profile of rulepack.json";

function meantBy(inner: readonly IToken[]): { readonly ours: string; readonly name: string | null } {
  const called = inner[0]?.image ?? "";
  const strings = inner.filter(({ image }) => /^["']/.test(image)).map(({ image }) => image.slice(1, -1));
  const last = strings.at(-1);
  const name = last !== undefined && /^[A-Za-z_]\w*$/.test(last) ? last : null;
  if (called === "ref" || called === "source") return { ours: `the name alone, \`${name ?? "orders"}\`; what another file declares is imported: \`import { ${name ?? "orders"} } from "file"\``, name };
  if (called === "var" || called === "env_var") return { ours: `a parameter: \`param ${strings[0] ?? "x"}: string\`, then \`$${strings[0] ?? "x"}\``, name: strings[0] !== undefined && /^[A-Za-z_]\w*$/.test(strings[0]) ? `$${strings[0]}` : null };
  if (called === "config") return { ours: "it in the rule's head: `rule paid as table ordered by [order_id] { … }`", name: null };
  return { ours: WITHOUT, name: null };
}

const standsAlone = (text: string, { start, end }: { readonly start: number; readonly end: number }): boolean => /(^|\n)[ \t]*$/.test(text.slice(Math.max(0, start - 80), start)) && /^[ \t]*(\r?\n|$)/.test(text.slice(end, end + 80));
