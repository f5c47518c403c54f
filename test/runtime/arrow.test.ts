import { type DataType, type IntervalMonthDayNano, RecordBatchStreamWriter, Type, tableFromIPC, type RecordBatch, type Vector } from "apache-arrow";
import { describe, expect, test } from "vitest";
import type { JsonValue, Session } from "../../src/runtime/engine.ts";
import { sessionIn, temporaryFolder } from "./helpers.ts";

const session = sessionIn(temporaryFolder());

async function batchesOf(of: Session, text: string, batchRows?: number): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of of.stream({ text }, batchRows === undefined ? {} : { batchRows })) batches.push(batch);
  return batches;
}

/** Arrow's values in the form that `query` gives, read from the bytes that another process would get. */
async function throughArrow(of: Session, text: string, batchRows?: number): Promise<JsonValue[][]> {
  const bytes = await RecordBatchStreamWriter.writeAll(await batchesOf(of, text, batchRows)).toUint8Array();
  const table = tableFromIPC(bytes);
  const columns = table.schema.fields.map((field, index) => ({ vector: table.getChildAt(index) as Vector, field }));
  return Array.from({ length: table.numRows }, (_, row) => columns.map(({ vector, field }) => plain(vector.get(row), field.type, field.metadata.get("ARROW:extension:name"))));
}

function plain(value: unknown, type: DataType, extension: string | undefined): JsonValue {
  if (value === null || value === undefined) return null;
  const parts = type as unknown as Parts;
  return (READ[type.typeId] as Read)(value, parts, extension);
}

type ChildField = { readonly name: string; readonly type: DataType; readonly metadata: Map<string, string> };
type Parts = { readonly scale: number; readonly timezone: string | null; readonly children: readonly ChildField[] };
type Read = (value: unknown, type: Parts, extension: string | undefined) => JsonValue;

const child = (value: unknown, field: ChildField): JsonValue => plain(value, field.type, field.metadata.get("ARROW:extension:name"));
const items: Read = (value, type) => [...(value as Iterable<unknown>)].map((item) => child(item, type.children[0] as ChildField));
const hex = (value: unknown): string => Buffer.from(value as Uint8Array).toString("hex");
const same: Read = (value) => value as JsonValue;
const READ: Readonly<Partial<Record<Type, Read>>> = {
  [Type.Int]: (value) => (typeof value === "bigint" ? whole(value) : (value as number)),
  [Type.Float]: (value) => (Number.isFinite(value) ? (value as number) : String(value)),
  [Type.Bool]: same, [Type.Utf8]: same,
  [Type.Decimal]: (value, { scale }) => decimalText(value as Uint32Array, scale),
  [Type.Binary]: hex,
  [Type.FixedSizeBinary]: (value, _type, extension) => (extension === "arrow.uuid" ? uuidText(value as Uint8Array) : hex(value)),
  [Type.Date]: (value) => new Date(value as number).toISOString().slice(0, 10),
  [Type.Time]: (value) => clock(value as bigint),
  [Type.Timestamp]: (value, { timezone }) => moment(value as number, timezone),
  [Type.List]: items, [Type.FixedSizeList]: items,
  [Type.Struct]: (value, { children }) => Object.fromEntries(children.map((field) => [field.name, child((value as Record<string, unknown>)[field.name], field)])),
  [Type.Map]: (value, { children }) => {
    const [key, item] = ((children[0] as ChildField).type as unknown as Parts).children as [ChildField, ChildField];
    return [...(value as Iterable<[unknown, unknown]>)].map(([k, v]) => ({ key: child(k, key), value: child(v, item) }));
  },
};

const whole = (value: bigint): JsonValue => (Number.isSafeInteger(Number(value)) ? Number(value) : value.toString());
const uuidText = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
const fraction = (micros: bigint): string => (micros === 0n ? "" : `.${micros.toString().padStart(6, "0").replace(/0+$/, "")}`);

function decimalText(words: Uint32Array, scale: number): JsonValue {
  const value = BigInt.asIntN(128, words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n));
  if (scale === 0) return value.toString();
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function clock(micros: bigint): string {
  const [seconds, rest] = [micros / 1_000_000n, micros % 1_000_000n];
  const two = (n: bigint): string => n.toString().padStart(2, "0");
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${fraction(rest)}`;
}

/** apache-arrow reads timestamps as fractional milliseconds. */
function moment(milliseconds: number, zone: string | null): string {
  const micros = BigInt(Math.round(milliseconds * 1000));
  const whole = (micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1000n;
  const text = new Date(Number(whole)).toISOString().slice(0, 19).replace("T", " ");
  return text + fraction(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n) + (zone === null ? "" : "+00");
}

const N = 5_000;
const SHAPES: readonly (readonly [what: string, select: string])[] = [
  ["integers of every width", `SELECT r::TINYINT a, r::UTINYINT b, (r * 7)::SMALLINT c, (r * 7)::USMALLINT d, -r::INTEGER e, r::UINTEGER f, r * 3000000000000000 g, r::UBIGINT * 3600000000000000 h FROM range(100) q(r)`],
  ["integers with nulls", `SELECT CASE WHEN r % 3 = 0 THEN NULL ELSE r END a, CASE WHEN r > 2500 THEN r::INTEGER END b, CASE WHEN r < 2047 THEN r::SMALLINT END c FROM range(${N}) q(r)`],
  ["floats", `SELECT r / 3 a, (r / 7)::FLOAT b, CASE r % 4 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE WHEN 2 THEN '-inf'::DOUBLE END c FROM range(${N}) q(r)`],
  ["booleans", `SELECT r % 2 = 0 a, CASE WHEN r % 5 < 2 THEN r % 3 = 0 END b FROM range(${N}) q(r)`],
  ["decimals of every width", `SELECT (r % 999 - 400)::DECIMAL(4, 1) / 10 x, ((r - 2500) / 100)::DECIMAL(4, 2) a, (-r * 11)::DECIMAL(9, 3) b, (r * -123456789)::DECIMAL(18, 4) c, (r * 123456789012)::DECIMAL(38, 10) d, CASE WHEN r % 2 = 0 THEN -r END::DECIMAL(30, 0) e FROM range(${N}) q(r)`],
  ["dates and times", `SELECT DATE '1969-12-30' + r::INTEGER a, TIME '00:00:00' + to_microseconds(r * 17000001) b, TIMESTAMP '1969-12-31 23:00:00' + to_microseconds(r * 1234567) c, TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_microseconds(r * 999) d FROM range(${N}) q(r)`],
  ["short, long, empty and null text", `SELECT CASE r % 5 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'k' || r WHEN 3 THEN 'äöü€𝄞 ' || r ELSE repeat('long ', (r % 40)::INTEGER) || r END a, 'exactly 12 ch' || '' b, left('123456789012', 12) c FROM range(${N}) q(r)`],
  ["shuffled long text", `SELECT 'some longer text value ' || hash(r) a FROM range(${N}) q(r) ORDER BY hash(r)`],
  ["binary", `SELECT unhex(md5(r::VARCHAR)) a, CASE WHEN r % 2 = 0 THEN ''::BLOB END b FROM range(500) q(r)`],
  ["uuids", `SELECT CAST(md5(r::VARCHAR) AS UUID) a, CASE WHEN r % 2 = 0 THEN CAST(md5('x' || r) AS UUID) END b FROM range(500) q(r)`],
  ["json", `SELECT to_json({'a': r, 'b': [r, NULL]}) a FROM range(500) q(r)`],
  ["enums", `SELECT CASE WHEN r % 3 = 0 THEN NULL WHEN r % 3 = 1 THEN 'red' ELSE 'a longer member of it' END::ENUM('red', 'a longer member of it') a FROM range(500) q(r)`],
  ["lists, empty, null and of nulls", `SELECT CASE r % 4 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [r, NULL, r + 1] ELSE [NULL] END a, [['x' || r], NULL, []] b FROM range(${N}) q(r)`],
  ["lists after a filter, a sort and a join", `SELECT a.l, b.l AS m FROM (SELECT r, [r, r * 2, r * 3] l FROM range(${N}) q(r) WHERE r % 7 = 3 ORDER BY hash(r)) a JOIN (SELECT r, ['t' || r] l FROM range(${N}) q(r)) b ON a.r = b.r ORDER BY b.r DESC`],
  ["one list on every row", `SELECT [1, 2, 3] a, r FROM range(${N}) q(r)`],
  ["slices of lists", `SELECT l[2:3] a, list_reverse(l) b FROM (SELECT CASE WHEN r % 3 > 0 THEN [r, r + 1, r + 2] END l FROM range(${N}) q(r))`],
  ["arrays of one length", `SELECT [r, NULL, r + 2]::BIGINT[3] a FROM range(300) q(r) UNION ALL SELECT NULL UNION ALL SELECT [1, 2, 3]::BIGINT[3]`],
  ["structs", `SELECT CASE WHEN r % 3 > 0 THEN {'x': r, 'y y': 's' || r, 'z': {'deep': CASE WHEN r % 2 = 0 THEN r::DECIMAL(9, 2) END}} END a FROM range(${N}) q(r)`],
  ["lists of structs with lists", `SELECT [{'sku': 'sku-' || r || '-long enough', 'tags': CASE WHEN r % 2 = 0 THEN ['a', NULL] END}, NULL] a FROM range(${N}) q(r)`],
  ["maps", `SELECT CASE r % 3 WHEN 0 THEN NULL WHEN 1 THEN MAP {} ELSE MAP {'k' || r: r, 'other': NULL} END a FROM range(${N}) q(r)`],
  ["no rows", `SELECT r a, 'x' b, [r] c, {'x': r} d FROM range(5) q(r) WHERE r < 0`],
];

describe("a result as Arrow batches", () => {
  test.each(SHAPES)("holds every value: %s", async (_what, select) => {
    const s = await session;
    const rows = (await s.query({ text: select })).rows;
    expect(await throughArrow(s, select)).toEqual(rows);
  });

  test("keeps every value whatever the size of a batch", async () => {
    const s = await session;
    const select = `SELECT CASE WHEN r % 3 > 0 THEN r END a, 'text number ' || r b, [r, NULL] c, r % 2 = 0 d FROM range(10000) q(r)`;
    const batches = await batchesOf(s, select, 2048);
    expect(batches.length).toBe(5);
    expect(await throughArrow(s, select, 2048)).toEqual((await s.query({ text: select })).rows);
  });

  test("intervals keep months, days and time apart", async () => {
    const [batch] = await batchesOf(await session, "SELECT INTERVAL '14 months 3 days' - INTERVAL '1 microsecond' AS i");
    expect([...((batch as RecordBatch).getChildAt(0) as Vector<IntervalMonthDayNano>).get(0) as Int32Array]).toEqual([14, 3, -1000, -1]);
  });

  test("a type without a form in Arrow is an error that names the column", async () => {
    await expect(batchesOf(await session, "SELECT '101'::BIT AS flags")).rejects.toMatchObject({ kind: "unsupported", message: expect.stringContaining("flags") });
  });
});
