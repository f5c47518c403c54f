/** grammar/railroad.html: a diagram a rule, drawn here, so that the page needs no script and no network. */
import { ebnfOf } from "./ebnf.ts";
import type { Part, Rule } from "./rules.ts";
import type { TokenRule } from "./tokens.ts";

/** A drawing that a line enters on the left and leaves on the right at height 0; `up` and `down` are how far it goes. `draw` gives SVG with its left end at (x, y). */
type Drawing = { readonly width: number; readonly up: number; readonly down: number; readonly draw: (x: number, y: number) => string };

const [LETTER, PADDING, HALF, GAP, RADIUS] = [7.8, 9, 12, 10, 8];

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const path = (d: string): string => `<path d="${d}"/>`;
const across = (x: number, y: number, to: number): string => (to > x ? path(`M${x} ${y}H${to}`) : "");

/** `kind` is its class, and says where it leads. */
function box(text: string, kind: "rule" | "token" | "literal"): Drawing {
  const width = Math.ceil(text.length * LETTER) + 2 * PADDING;
  const draw = (x: number, y: number): string => {
    const drawn = `<g class="${kind}"><rect x="${x}" y="${y - HALF}" width="${width}" height="${2 * HALF}"${kind === "rule" ? "" : ` rx="${HALF}"`}/><text x="${x + width / 2}" y="${y + 4.5}">${escaped(text)}</text></g>`;
    return kind === "literal" ? drawn : `<a href="#${text}">${drawn}</a>`;
  };
  return { width, up: HALF, down: HALF, draw };
}

function sequence(items: readonly Drawing[]): Drawing {
  const draw = (x: number, y: number): string => {
    let [out, at] = ["", x];
    for (const [i, item] of items.entries()) {
      if (i > 0) out += across(at, y, (at += GAP));
      out += item.draw(at, y);
      at += item.width;
    }
    return out;
  };
  const width = items.reduce((sum, item) => sum + item.width, 0) + GAP * Math.max(0, items.length - 1);
  return { width, up: Math.max(0, ...items.map(({ up }) => up)), down: Math.max(0, ...items.map(({ down }) => down)), draw };
}

/** The first on the line, the others below it. */
function choice(items: readonly Drawing[]): Drawing {
  const inner = Math.max(...items.map(({ width }) => width));
  const side = 2 * RADIUS + GAP / 2;
  const [first, ...others] = items as readonly [Drawing, ...Drawing[]];
  let below = first.down;
  const heights = others.map((item) => {
    const height = Math.max(below + GAP + item.up, 2 * RADIUS);
    below = height + item.down;
    return height;
  });
  const draw = (x: number, y: number): string => {
    const [left, right] = [x + side, x + side + inner];
    let out = across(x, y, left) + first.draw(left, y) + across(left + first.width, y, right + side);
    for (const [i, item] of others.entries()) {
      const at = y + (heights[i] as number);
      const turn = RADIUS;
      out += path(`M${x} ${y}q${turn} 0 ${turn} ${turn}V${at - turn}q0 ${turn} ${turn} ${turn}H${left}`) + item.draw(left, at);
      out += path(`M${left + item.width} ${at}H${right + side - 2 * turn}q${turn} 0 ${turn} ${-turn}V${y + turn}q0 ${-turn} ${turn} ${-turn}`);
    }
    return out;
  };
  return { width: inner + 2 * side, up: first.up, down: below, draw };
}

/** A line above it goes past. */
function optional(item: Drawing): Drawing {
  const side = 2 * RADIUS;
  const above = Math.max(item.up + GAP, 2 * RADIUS);
  const draw = (x: number, y: number): string =>
    across(x, y, x + side) + item.draw(x + side, y) + across(x + side + item.width, y, x + item.width + 2 * side)
    + path(`M${x} ${y}q${RADIUS} 0 ${RADIUS} ${-RADIUS}V${y - above + RADIUS}q0 ${-RADIUS} ${RADIUS} ${-RADIUS}h${item.width}q${RADIUS} 0 ${RADIUS} ${RADIUS}V${y - RADIUS}q0 ${RADIUS} ${RADIUS} ${RADIUS}`);
  return { width: item.width + 2 * side, up: above, down: item.down, draw };
}

/** A line below it comes back, through what parts two of them. */
function loop(item: Drawing, between: Drawing | null): Drawing {
  const width = Math.max(item.width, between?.width ?? 0);
  const side = RADIUS;
  const below = Math.max(item.down + GAP + (between?.up ?? 0), 2 * RADIUS);
  const draw = (x: number, y: number): string => {
    const [left, right, back] = [x + side, x + side + width, y + below];
    const middle = left + (width - (between?.width ?? 0)) / 2;
    const returning = between === null ? across(left, back, right) : across(left, back, middle) + between.draw(middle, back) + across(middle + between.width, back, right);
    return across(x, y, left) + item.draw(left, y) + across(left + item.width, y, right + side)
      + path(`M${right} ${y}q${side} 0 ${side} ${side}V${back - side}q0 ${side} ${-side} ${side}`) + returning + path(`M${left} ${back}q${-side} 0 ${-side} ${-side}V${y + side}q0 ${-side} ${side} ${-side}`);
  };
  return { width: width + 2 * side, up: item.up, down: below + (between?.down ?? 0), draw };
}

const isSame = (one: Part, other: Part): boolean => ebnfOf(one) === ebnfOf(other);

/** `x (',' x)*` is one loop. */
function drawingOf(part: Part): Drawing {
  if (part.of === "rule") return box(part.name, "rule");
  if (part.of === "token") return box(part.type.name, "token");
  if (part.of === "literal") return box(part.text, "literal");
  if (part.of === "choice") return choice(part.parts.map(drawingOf));
  if (part.of === "optional") return optional(drawingOf(part.part));
  if (part.of === "some") return loop(drawingOf(part.part), null);
  if (part.of === "many") return optional(loop(drawingOf(part.part), null));
  const items: Drawing[] = [];
  for (let i = 0; i < part.parts.length; i++) {
    const [item, next] = [part.parts[i] as Part, part.parts[i + 1]];
    const again = next?.of === "many" && next.part.of === "sequence" && next.part.parts.length === 2 ? next.part.parts : null;
    if (again !== null && isSame(again[1] as Part, item)) {
      items.push(loop(drawingOf(item), drawingOf(again[0] as Part)));
      i++;
    } else items.push(drawingOf(item));
  }
  return sequence(items);
}

function svgOf({ name, part }: Rule): string {
  const drawing = drawingOf(part);
  const [y, width] = [drawing.up + 4, drawing.width + 2 * 20];
  const ends = across(4, y, 20) + across(20 + drawing.width, y, width - 4) + path(`M4 ${y - 6}v12M${width - 4} ${y - 6}v12`);
  return `<svg role="img" aria-label="${name}" width="${width}" height="${y + drawing.down + 4}" viewBox="0 0 ${width} ${y + drawing.down + 4}">${ends}${drawing.draw(20, y)}</svg>`;
}

const STYLE = `:root{color-scheme:light dark;--line:#555;--text:#1b1b1b;--rule:#e8eefc;--token:#fdf0d5;--literal:#e3f4e1;--page:#fff}
@media(prefers-color-scheme:dark){:root{--line:#aaa;--text:#eee;--rule:#26314d;--token:#4a3b1a;--literal:#1f3d20;--page:#161616}}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem 2rem;max-width:75rem;background:var(--page);color:var(--text)}
nav{columns:12rem;font-size:.9rem}nav a{display:block}section{margin:2rem 0}h2{font-size:1.1rem;margin:0}div{overflow-x:auto}
code,pre{font:13px ui-monospace,monospace}pre{white-space:pre-wrap;margin:.3rem 0}a{color:inherit}
svg path{fill:none;stroke:var(--line);stroke-width:1.5}svg rect{stroke:var(--line)}svg text{font:13px ui-monospace,monospace;text-anchor:middle;fill:var(--text)}
.rule rect{fill:var(--rule)}.token rect{fill:var(--token)}.literal rect{fill:var(--literal)}:target h2{text-decoration:underline}`;

export function railroad(rules: readonly Rule[], tokens: readonly TokenRule[]): string {
  const names = [...rules.map(({ name }) => name), ...tokens.map(({ name }) => name)];
  const links = names.map((name) => `<a href="#${name}">${name}</a>`).join("\n");
  const diagrams = rules.map((rule) => `<section id="${rule.name}"><h2>${rule.name}</h2>\n<div>${svgOf(rule)}</div></section>`).join("\n");
  const written = tokens.map(({ name, definition, note }) => `<section id="${name}"><h2>${name}</h2>\n<pre>${escaped(definition)}</pre>${note === undefined ? "" : `<p>${escaped(note)}</p>`}</section>`).join("\n");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The grammar of rulec</title><style>${STYLE}</style></head>
<body><h1>The grammar of rulec</h1>
<p>Made from the parser. Boxes with square corners are rules, with round ones words and signs as they are written, or tokens; each leads to its definition. A line that comes back repeats; one that goes past leaves out.</p>
<nav>
${links}
</nav>
${diagrams}
<h1>Tokens</h1>
${written}
</body></html>
`;
}
