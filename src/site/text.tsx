/** Text of the pack, as elements: never as HTML, whatever it says. */
import type { ComponentChildren, VNode } from "preact";
import { entryHref } from "./route.ts";

/** `backticked` words and addresses of the web within a line. */
function inline(text: string): ComponentChildren[] {
  return text.split(/(`[^`\n]+`|\*\*[^*\n]+\*\*|https?:\/\/[^\s<>"'`)]+[^\s<>"'`).,;:!?])/).map((piece, at) => {
    if (at % 2 === 0) return piece;
    if (piece.startsWith("`")) return <code key={at}>{piece.slice(1, -1)}</code>;
    if (piece.startsWith("**")) return <strong key={at}>{piece.slice(2, -2)}</strong>;
    return <a key={at} href={piece} rel="noopener noreferrer" target="_blank">{piece}</a>;
  });
}

/** Documentation: paragraphs, lists and headings, as people write them in plain text. */
export function Doc({ text }: { readonly text: string }): VNode {
  const blocks = text.replaceAll("\r\n", "\n").split(/\n\s*\n/).filter((block) => block.trim() !== "");
  return <div class="doc">{blocks.map((block, at) => blockOf(block, at))}</div>;
}

function blockOf(block: string, key: number): VNode {
  const lines = block.split("\n");
  if (lines.every((line) => /^\s*[-*] /.test(line) || /^\s{2,}\S/.test(line))) {
    const items = block.split(/^\s*[-*] /m).slice(1);
    return <ul key={key}>{items.map((item, at) => <li key={at}>{inline(item.replaceAll(/\s+/g, " ").trim())}</li>)}</ul>;
  }
  const heading = /^#{1,4} (.*)$/.exec(block);
  return heading === null ? <p key={key}>{inline(block)}</p> : <p key={key}><strong>{inline(heading[1] as string)}</strong></p>;
}

const RULE = /(--[^\n]*)|("""[^]*?(?:"""|$)|[fr]?"(?:[^"\\\n]|\\.)*"?|`[^`\n]*`)|(\$\w+|#\w+|@\w+)|(\b\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|([A-Za-z_]\w*)|(\|>|->|[^\s\w])/g;
const SQL = /(--[^\n]*|\/\*[^]*?\*\/)|('(?:[^']|'')*'|"(?:[^"]|"")*")|(\$\w+)|(\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|([A-Za-z_]\w*)|([^\s\w])/g;
const CLASSES = ["comment", "string", "special", "number", "", "sign"] as const;
const TYPES = /^(u?int(8|16|32|64|128)?|float(32|64)|decimal|string|bool|date|time|timestamp(tz)?|interval|json|binary|uuid|list|struct|map|table|columns|column|expr|selector)$/;
const SQL_WORDS = new Set("SELECT FROM WHERE AS AND OR NOT NULL IS IN ON JOIN LEFT RIGHT FULL INNER OUTER CROSS SEMI ANTI ASOF GROUP BY ORDER HAVING QUALIFY LIMIT DISTINCT UNION INTERSECT EXCEPT ALL CASE WHEN THEN ELSE END CAST TRY_CAST WITH RECURSIVE OVER PARTITION ROWS RANGE BETWEEN UNBOUNDED PRECEDING FOLLOWING CURRENT ROW ASC DESC NULLS FIRST LAST FILTER VALUES USING TRUE FALSE EXISTS INTERVAL DATE TIMESTAMP REPLACE EXCLUDE MATERIALIZED WITHIN".split(" "));

export type CodeLink = readonly [at: number, length: number, name: string];
type CodeProps = { readonly text: string; readonly language: "rule" | "sql"; readonly keywords?: ReadonlySet<string>; readonly links?: readonly CodeLink[]; readonly line?: number };

const isWord = ({ language, keywords }: CodeProps, word: string, next: string): boolean =>
  (language === "sql" ? SQL_WORDS.has(word.toUpperCase()) && next !== "(" : keywords?.has(word) === true && next !== ":" && next !== "(" && next !== ".");

/** Code in colours, with links where names stand for pages. */
export function Code(props: CodeProps): VNode {
  const { text, language, links = [], line } = props;
  const out: ComponentChildren[] = [];
  let [at, link] = [0, 0];
  for (const found of text.matchAll(language === "sql" ? SQL : RULE)) {
    if (found.index > at) out.push(text.slice(at, found.index));
    const [piece, ...groups] = found;
    at = found.index + piece.length;
    while ((links[link]?.[0] ?? Number.POSITIVE_INFINITY) < found.index) link++;
    const to = links[link];
    const group = groups.findIndex((one) => one !== undefined);
    const style = group !== 4 ? CLASSES[group] : isWord(props, piece, text[at] ?? "") ? "keyword" : language === "rule" && TYPES.test(piece) ? "type" : text[at] === "(" ? "call" : "";
    if (to !== undefined && to[0] === found.index && to[1] === piece.length) out.push(<a class="name" href={entryHref(to[2])}>{piece}</a>);
    else out.push(style === "" || style === undefined ? piece : <span class={style}>{piece}</span>);
  }
  out.push(text.slice(at));
  return (
    <div class="code" tabIndex={0} role="group" aria-label={language === "sql" ? "SQL" : "source text"}>
      {line === undefined ? null : <pre class="lines" aria-hidden="true">{text.split("\n").map((_, row) => line + row).join("\n")}</pre>}
      <pre><code>{out}</code></pre>
      <CopyButton text={text} />
    </div>
  );
}

function CopyButton({ text }: { readonly text: string }): VNode {
  return (
    <button type="button" class="copy" aria-label="copy" onClick={({ currentTarget }) => {
      void navigator.clipboard.writeText(text).then(() => {
        currentTarget.textContent = "copied";
        setTimeout(() => (currentTarget.textContent = "copy"), 1200);
      });
    }}>copy</button>
  );
}

export const countText = (n: number): string => String(n).replaceAll(/\B(?=(\d{3})+$)/g, ",");
export const plural = (n: number, what: string): string => `${countText(n)} ${what}${n === 1 ? "" : "s"}`;
export function msText(ms: number | null): string {
  if (ms === null) return "";
  return ms < 95 ? `${Math.max(1, Math.round(ms))} ms` : ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
export const timeText = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;
