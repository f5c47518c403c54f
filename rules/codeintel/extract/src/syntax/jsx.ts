import type { Node } from "oxc-parser";

import type { CompilerOptions } from "../index/typescript.ts";
import type { Row } from "../tables.ts";
import type { ParsedFile } from "./file.ts";
import type { Visitor } from "./walk.ts";

export type Jsx = Visitor & { readonly rows: () => readonly Row<"jsx_factories">[] };

/** TypeScript's JsxEmit.ReactJSX and ReactJSXDev: the compiler imports by itself what elements become calls of. */
const AUTOMATIC: ReadonlySet<unknown> = new Set([4, 5]);

/** What a file's elements mention without naming it: under the classic transform `<a/>` is `React.createElement("a")`. */
export function collectJsx({ source, program, options }: ParsedFile): Jsx {
  const found = { elements: false, fragments: false };
  return {
    enter: (node) => {
      found.elements ||= node.type === "JSXElement";
      found.fragments ||= node.type === "JSXFragment";
    },
    rows: () => {
      if (!found.elements && !found.fragments) return [];
      const pragma = pragmasIn(source.text.slice(0, codeStart(program)));
      const runtime = pragma("jsxRuntime");
      const automatic = runtime === null ? pragma("jsxImportSource") !== null || AUTOMATIC.has(options["jsx"]) : runtime === "automatic";
      if (automatic) return [];
      const factory = pragma("jsx") ?? option(options, "jsxFactory") ?? option(options, "reactNamespace") ?? "React";
      const fragment = pragma("jsxFrag") ?? option(options, "jsxFragmentFactory") ?? factory;
      // A fragment is a call of the factory, too.
      const names = new Set([factory, ...(found.fragments ? [fragment] : [])].map(root));
      return [...names].sort().map((name) => ({ path: source.path, name }));
    },
  };
}

const codeStart = (program: Node): number | undefined => (program.type === "Program" ? program.body[0]?.start : undefined);

/** What the comments before a file's code say for it alone: `@jsx h`. */
const pragmasIn = (head: string) => (name: string): string | null => new RegExp(`@${name}\\s+([\\w$.]+)`).exec(head)?.[1] ?? null;

function option(options: CompilerOptions, name: string): string | null {
  const value = options[name];
  return typeof value === "string" ? value : null;
}

/** `React` of `React.createElement`: what an import must give. */
const root = (factory: string): string => factory.split(".", 1)[0] ?? factory;
