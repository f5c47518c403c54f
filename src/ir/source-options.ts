/** What one may say about how a source's files are read. Binding checks the options, lowering turns them into the engine's. */
import type { Provider } from "./rule.ts";

/** `character`: a string of one code point. */
export type OptionTakes = "string" | "character" | "bool" | { readonly one: readonly string[] };
export type SourceOption = { readonly takes: OptionTakes; readonly doc: string };

const compression: SourceOption = { takes: { one: ["auto", "none", "gzip", "zstd"] }, doc: "how the file is packed; by default its name says so" };

export const SOURCE_OPTIONS: { readonly [K in Provider["kind"]]: Readonly<Record<string, SourceOption>> } = {
  parquet: {},
  csv: {
    delimiter: { takes: "character", doc: "what stands between fields (default a comma)" },
    quote: { takes: "character", doc: "what stands around a field that holds a delimiter (default a double quote)" },
    escape: { takes: "character", doc: "what stands before a quote within quotes (default the quote itself)" },
    header: { takes: "bool", doc: "whether the first line holds the columns' names (default true); without it columns go by their place" },
    null: { takes: "string", doc: "the unquoted text that means null (default the empty field)" },
    compression,
  },
  json: {
    format: { takes: { one: ["auto", "array", "lines"] }, doc: "one array of objects, or an object a line (default: what the file begins with)" },
    compression,
  },
  table: {},
};
