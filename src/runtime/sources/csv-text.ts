/** A look at a CSV file's text without an engine: what its header says, and which line has another number of fields. RFC 4180, with the source's own characters. */
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { gunzipSync } from "node:zlib";
import type { LiteralValue } from "../../ir/expr.ts";
import { csvRecords, type CsvDialect, type CsvRecord } from "../../values/csv-text.ts";

export function csvDialect(options: Readonly<Record<string, LiteralValue>>): CsvDialect {
  const said = (name: string, otherwise: string): string => (typeof options[name] === "string" ? options[name] : otherwise);
  const quote = said("quote", '"');
  return { delimiter: said("delimiter", ","), quote, escape: said("escape", quote) };
}

/** Null where the file is packed in a way that is not read here. Throws what the file system throws. */
export function csvHeader(file: string, dialect: CsvDialect, compression: LiteralValue | undefined): readonly string[] | null {
  const text = textOf(file, compression);
  if (text === null) return null;
  for (const { fields } of csvRecords(text, dialect)) return fields;
  return [];
}

/** The first record whose number of fields is not the first one's. */
export function raggedRecord(file: string, dialect: CsvDialect, compression: LiteralValue | undefined): (CsvRecord & { readonly expected: number }) | null {
  let expected: number | null = null;
  for (const record of csvRecords(textOf(file, compression) ?? [], dialect)) {
    if (expected === null) expected = record.fields.length;
    else if (record.fields.length !== expected && !isBlank(record)) return { ...record, expected };
  }
  return null;
}

const DELIMITERS = [",", ";", "\t", "|"];

/** How the file seems to be written: the first of the usual ways in which its first lines have equally many fields, the more the better. */
export function guessDialect(file: string): CsvDialect {
  const [start] = textOf(file, undefined) ?? [];
  let best: { readonly dialect: CsvDialect; readonly score: number } | null = null;
  for (const quote of ['"', "'"]) {
    for (const delimiter of DELIMITERS) {
      const dialect = { delimiter, quote, escape: quote };
      const widths = Array.from(csvRecords([start ?? ""], dialect), ({ fields }) => fields.length);
      // The text ends in the middle of a record, perhaps.
      const whole = widths.length > 1 ? widths.slice(0, -1) : widths;
      const even = whole.every((width) => width === whole[0]);
      const score = (even ? 1000 : 0) + (whole[0] ?? 1);
      if ((whole[0] ?? 1) > 1 && score > (best?.score ?? 0)) best = { dialect, score };
    }
  }
  return best?.dialect ?? { delimiter: ",", quote: '"', escape: '"' };
}

const isBlank = ({ fields }: CsvRecord): boolean => fields.length === 1 && fields[0] === "";

function textOf(file: string, compression: LiteralValue | undefined): Iterable<string> | null {
  const packed = typeof compression === "string" && compression !== "auto" ? compression : file.endsWith(".gz") ? "gzip" : file.endsWith(".zst") ? "zstd" : "none";
  if (packed === "zstd") return null;
  return packed === "gzip" ? [gunzipSync(readFileSync(file)).toString("utf8")] : chunks(file);
}

const CHUNK = 64 * 1024;

function* chunks(file: string): Generator<string> {
  const handle = openSync(file, "r");
  const decoder = new StringDecoder("utf8");
  const bytes = Buffer.alloc(CHUNK);
  try {
    for (let read = readSync(handle, bytes); read > 0; read = readSync(handle, bytes)) yield decoder.write(bytes.subarray(0, read));
  } finally {
    closeSync(handle);
  }
}
