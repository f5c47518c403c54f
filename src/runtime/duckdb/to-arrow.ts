/** A DuckDB result as Arrow record batches. */
import {
  Binary, Bool, DateDay, Decimal, Field, FixedSizeBinary, FixedSizeList, Float32, Float64, Int16, Int32, Int64, Int8, IntervalMonthDayNano, List, Map_, Null, RecordBatch, Schema,
  Struct, TimeMicrosecond, TimestampMicrosecond, TimestampMillisecond, TimestampNanosecond, TimestampSecond, Uint16, Uint32, Uint64, Uint8, Utf8, makeData, type DataType,
} from "apache-arrow";
import { DuckDBTypeId as ID, type DuckDBResult, type DuckDBType } from "@duckdb/node-api";
import bindings from "@duckdb/node-bindings";
import { EngineError } from "../engine.ts";
import { arrayColumn, boolColumn, convertedColumn, enumColumn, fixedColumn, listColumn, nullColumn, structColumn, textColumn, type Column } from "./arrow-columns.ts";
import { isJson } from "./types.ts";

/** Rows a batch, and the bytes of text in one column at which a batch ends early. */
const BATCH_ROWS = 65_536;
const BATCH_TEXT = 64 * 1024 * 1024;

/**
 * Batches of `result`, one at a time: the next chunk is asked for while the last one is converted, and no further ahead.
 * A result that ends early looks like one that ended: the caller must find out (see stream.ts).
 */
export async function* recordBatches(result: DuckDBResult, batchRows = BATCH_ROWS): AsyncGenerator<RecordBatch, void, undefined> {
  const names = result.columnNames();
  const types = result.columnTypes();
  let columns = types.map((type, index) => columnOf(type, names[index] as string));
  const schema = new Schema(columns.map((column, index) => arrowField(names[index] as string, column.type, types[index] as DuckDBType)));
  let rows = 0;
  const flush = (): RecordBatch => {
    const children = columns.map((column) => column.finish());
    const batch = new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
    columns = types.map((type, index) => columnOf(type, names[index] as string));
    rows = 0;
    return batch;
  };
  let given = false;
  let next = result.fetchChunk();
  try {
    for (let chunk = await next; chunk !== null && chunk.rowCount > 0; chunk = await next) {
      next = result.fetchChunk();
      const count = chunk.rowCount;
      for (const [index, column] of columns.entries()) column.open(bindings.data_chunk_get_vector(chunk.chunk, index), count)(0, count);
      rows += count;
      if (rows >= batchRows || columns.some((column) => column.textBytes() >= BATCH_TEXT)) {
        given = true;
        yield flush();
      }
    }
    // A reader learns the columns from the first batch, so an empty result has one too.
    if (rows > 0 || !given) yield flush();
  } finally {
    // The connection must be quiet before anything else is asked of it.
    await next.catch(() => null);
  }
}

/** uuid and json have no type of their own in Arrow: the canonical extension types say what the bytes are. */
function arrowField(name: string, type: DataType, of: DuckDBType): Field {
  const extension = of.typeId === ID.UUID ? "arrow.uuid" : isJson(of) ? "arrow.json" : null;
  return new Field(name, type, true, extension === null ? undefined : new Map([["ARROW:extension:name", extension], ["ARROW:extension:metadata", ""]]));
}

type Make = (name: string) => Column;
const FLAT: Readonly<Partial<Record<ID, Make>>> = {
  [ID.BOOLEAN]: () => boolColumn(new Bool()),
  [ID.TINYINT]: () => fixedColumn(new Int8(), Int8Array),
  [ID.SMALLINT]: () => fixedColumn(new Int16(), Int16Array),
  [ID.INTEGER]: () => fixedColumn(new Int32(), Int32Array),
  [ID.BIGINT]: () => fixedColumn(new Int64(), BigInt64Array),
  [ID.UTINYINT]: () => fixedColumn(new Uint8(), Uint8Array),
  [ID.USMALLINT]: () => fixedColumn(new Uint16(), Uint16Array),
  [ID.UINTEGER]: () => fixedColumn(new Uint32(), Uint32Array),
  [ID.UBIGINT]: () => fixedColumn(new Uint64(), BigUint64Array),
  [ID.FLOAT]: () => fixedColumn(new Float32(), Float32Array),
  [ID.DOUBLE]: () => fixedColumn(new Float64(), Float64Array),
  [ID.HUGEINT]: () => fixedColumn(new Decimal(0, 38, 128), Uint32Array, 4),
  [ID.DATE]: () => fixedColumn(new DateDay(), Int32Array),
  [ID.TIME]: () => fixedColumn(new TimeMicrosecond(), BigInt64Array),
  [ID.TIMESTAMP]: () => fixedColumn(new TimestampMicrosecond(), BigInt64Array),
  [ID.TIMESTAMP_TZ]: () => fixedColumn(new TimestampMicrosecond("UTC"), BigInt64Array),
  [ID.TIMESTAMP_S]: () => fixedColumn(new TimestampSecond(), BigInt64Array),
  [ID.TIMESTAMP_MS]: () => fixedColumn(new TimestampMillisecond(), BigInt64Array),
  [ID.TIMESTAMP_NS]: () => fixedColumn(new TimestampNanosecond(), BigInt64Array),
  [ID.VARCHAR]: () => textColumn(new Utf8()),
  [ID.BLOB]: () => textColumn(new Binary()),
  [ID.UUID]: () => convertedColumn(new FixedSizeBinary(16), Uint8Array, 16, { of: Uint8Array, stride: 16 }, uuidBytes),
  [ID.INTERVAL]: () => convertedColumn(new IntervalMonthDayNano(), Int32Array, 4, { of: Int32Array, stride: 4 }, interval),
  [ID.SQLNULL]: () => nullColumn(new Null()),
};

function columnOf(type: DuckDBType, name: string): Column {
  const flat = FLAT[type.typeId];
  if (flat !== undefined) return flat(name);
  if (type.typeId === ID.DECIMAL) return decimalColumn(type.width, type.scale);
  if (type.typeId === ID.ENUM) return enumColumn(new Utf8(), type.values);
  if (type.typeId === ID.LIST) {
    const item = columnOf(type.valueType, name);
    return listColumn(new List(arrowField("item", item.type, type.valueType)), item);
  }
  if (type.typeId === ID.ARRAY) {
    const item = columnOf(type.valueType, name);
    return arrayColumn(new FixedSizeList(type.length, arrowField("item", item.type, type.valueType)), item, type.length);
  }
  if (type.typeId === ID.STRUCT) {
    const fields = type.entryTypes.map((entry) => columnOf(entry, name));
    return structColumn(new Struct(fields.map((field, index) => arrowField(type.entryNames[index] as string, field.type, type.entryTypes[index] as DuckDBType))), fields);
  }
  if (type.typeId === ID.MAP) {
    const [key, value] = [columnOf(type.keyType, name), columnOf(type.valueType, name)];
    const entries = structColumn(new Struct([new Field("key", key.type, false), arrowField("value", value.type, type.valueType)]), [key, value]);
    return listColumn(new Map_(new Field("entries", entries.type, false) as never), entries);
  }
  throw new EngineError("unsupported", `the column ${name} has the type ${type.toString()}, which has no form in Arrow: cast it`);
}

/** DuckDB keeps a decimal in 16, 32, 64 or 128 bits by its precision, Arrow in 128. */
function decimalColumn(precision: number, scale: number): Column {
  const type = new Decimal(scale, precision, 128);
  const wide = { of: Uint32Array, stride: 4 };
  if (precision <= 4) return convertedColumn(type, Int16Array, 1, wide, (from, at, to, i) => signExtend(from[at] as number, to, i));
  if (precision <= 9) return convertedColumn(type, Int32Array, 1, wide, (from, at, to, i) => signExtend(from[at] as number, to, i));
  if (precision > 18) return fixedColumn(type, Uint32Array, 4);
  return convertedColumn(type, Int32Array, 2, wide, (from, at, to, i) => {
    const high = from[at + 1] as number;
    to[i] = from[at] as number;
    to[i + 1] = high;
    to[i + 2] = to[i + 3] = high >> 31;
  });
}

function signExtend(value: number, to: { [index: number]: number | bigint }, i: number): void {
  to[i] = value;
  to[i + 1] = to[i + 2] = to[i + 3] = value >> 31;
}

/** DuckDB's is a 128-bit integer, little end first, with its top bit flipped so that it sorts; the standard's is big end first. */
function uuidBytes(from: Uint8Array, at: number, to: { [index: number]: number | bigint }, i: number): void {
  for (let k = 0; k < 16; k++) to[i + k] = from[at + 15 - k] as number;
  to[i] = (to[i] as number) ^ 0x80;
}

/** (months, days, microseconds) to (months, days, nanoseconds). */
function interval(from: Int32Array, at: number, to: { [index: number]: number | bigint }, i: number): void {
  const micros = (BigInt(from[at + 3] as number) << 32n) | BigInt((from[at + 2] as number) >>> 0);
  const nanos = micros * 1000n;
  to[i] = from[at] as number;
  to[i + 1] = from[at + 1] as number;
  to[i + 2] = Number(BigInt.asIntN(32, nanos));
  to[i + 3] = Number(BigInt.asIntN(32, nanos >> 32n));
}
