/**
 * The client decodes texts with a decoder that takes U+FEFF at the beginning of each for a mark of UTF-8 and drops it. It is part of the text:
 * the client is given a decoder that keeps it. To be called before anything is read.
 */
import accessors from "@duckdb/node-api/lib/vectors/dataAccessors.js";

export const readTextsWhole = (): void => void Object.assign(accessors, { textDecoder: new TextDecoder("utf-8", { ignoreBOM: true }) });
