/** Records of CSV text: RFC 4180, with the file's own characters. */
export type CsvDialect = { readonly delimiter: string; readonly quote: string; readonly escape: string };
/** `line` is that on which the record begins, from 1; `quoted`: whether each field stands in quotes, where an empty one is a text and no null. */
export type CsvRecord = { readonly line: number; readonly fields: readonly string[]; readonly quoted: readonly boolean[] };

/** `text` in parts of any size. */
export function* csvRecords(text: Iterable<string>, { delimiter, quote, escape }: CsvDialect): Generator<CsvRecord> {
  let [fields, field, quoted] = [[] as string[], "", [] as boolean[]];
  let [line, begins] = [1, 1];
  let state: "start" | "plain" | "quoted" | "after" = "start";
  let previous = "\uFEFF";
  for (const c of characters(text)) {
    const breaks = c === "\n" || c === "\r";
    // The second half of a line break is none of its own.
    const second = c === "\n" && previous === "\r";
    if (breaks && !second) line++;
    if (state === "quoted") {
      if (c === quote && !(escape !== quote && previous === escape)) state = "after";
      else if (c !== escape || escape === quote) field += c;
    } else if (state === "after" && c === quote && escape === quote) {
      field += quote;
      state = "quoted";
    } else if (breaks) {
      if (!second) {
        yield { line: begins, fields: [...fields, field], quoted: [...quoted, state === "after"] };
        [fields, field, quoted, begins, state] = [[], "", [], line, "start"];
      } else begins = line;
    } else if (c === delimiter) {
      fields.push(field);
      quoted.push(state === "after");
      [field, state] = ["", "start"];
    } else if (state === "start" && c === quote) state = "quoted";
    else {
      field += c;
      state = "plain";
    }
    previous = c;
  }
  if (fields.length > 0 || field !== "" || state !== "start") yield { line: begins, fields: [...fields, field], quoted: [...quoted, state === "after"] };
}

/** Without the mark that some programs put before UTF-8. */
function* characters(text: Iterable<string>): Generator<string> {
  let first = true;
  for (const part of text) {
    for (const c of part) {
      if (!first || c !== "\uFEFF") yield c;
      first = false;
    }
  }
}
