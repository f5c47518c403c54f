/** What a SCIP symbol's descriptors say about it. The grammar is SCIP's (`scip.proto`, message Symbol). */
export type Described = { readonly name: string; readonly kind: SymbolKind; readonly enclosing: string | null };

export type SymbolKind =
  | "module" | "namespace" | "type" | "term" | "method" | "constructor" | "getter" | "setter"
  | "parameter" | "type_parameter" | "meta" | "local";

type Descriptor = { readonly name: string; readonly kind: SymbolKind; readonly start: number };

/** Null for a local, which has no descriptor, and for text that is not a symbol. */
export function describe(symbol: string): Described | null {
  if (symbol.startsWith("local ")) return null;
  const descriptors = readDescriptors(symbol, packageEnd(symbol));
  const last = descriptors.at(-1);
  if (last === undefined) return null;
  const special = last.kind === "method" ? accessor(last.name) : null;
  // A folder in a path is a namespace to SCIP, yet nothing defines or names it: it encloses nothing that a graph could show.
  const isFile = last.kind === "namespace" && /\.[cm]?[jt]sx?$/.test(last.name);
  return {
    name: special?.name ?? last.name,
    kind: isFile ? "module" : (special?.kind ?? last.kind),
    enclosing: isFile || descriptors.length < 2 ? null : symbol.slice(0, last.start),
  };
}

/** scip-typescript writes accessors as `<get>name` and constructors as `<constructor>`. */
function accessor(name: string): { readonly name: string; readonly kind: SymbolKind } | null {
  if (name === "<constructor>") return { name: "constructor", kind: "constructor" };
  if (name.startsWith("<get>")) return { name: name.slice(5), kind: "getter" };
  if (name.startsWith("<set>")) return { name: name.slice(5), kind: "setter" };
  return null;
}

/** Scheme, manager, package name and version come first, each ended by a space; a doubled space stands for a space inside one. */
function packageEnd(symbol: string): number {
  let at = 0;
  for (let field = 0; field < 4; field++) {
    for (;;) {
      const space = symbol.indexOf(" ", at);
      if (space < 0) return symbol.length;
      at = space + 1;
      if (symbol[at] !== " ") break;
      at++;
    }
  }
  return at;
}

function readDescriptors(symbol: string, from: number): readonly Descriptor[] {
  const found: Descriptor[] = [];
  for (let at = from; at < symbol.length; ) {
    const bracket = symbol[at] === "(" || symbol[at] === "[" ? symbol[at] : null;
    const name = readName(symbol, bracket === null ? at : at + 1);
    const suffix = symbol[name.end];
    const kind: SymbolKind | undefined = bracket === "(" ? "parameter" : bracket === "[" ? "type_parameter" : KIND_OF_SUFFIX[suffix ?? ""];
    if (kind === undefined) return found;
    found.push({ name: name.text, kind, start: at });
    // A method's suffix is `(disambiguator).`; all others are one character.
    at = kind === "method" ? symbol.indexOf(").", name.end) + 2 : name.end + 1;
    if (at <= name.end) return found;
  }
  return found;
}

const KIND_OF_SUFFIX: Readonly<Record<string, SymbolKind>> = { "/": "namespace", "#": "type", ".": "term", "(": "method", ":": "meta" };

function readName(symbol: string, from: number): { readonly text: string; readonly end: number } {
  const match = symbol[from] === "`" ? /`((?:[^`]|``)*)`/y : /([\w$+-]*)/y;
  match.lastIndex = from;
  const text = match.exec(symbol)?.[1] ?? "";
  return { text: text.replaceAll("``", "`"), end: match.lastIndex };
}
