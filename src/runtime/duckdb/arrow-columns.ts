/**
 * Builders of Arrow columns from DuckDB's vectors. The two share most layouts (validity bitmaps, fixed-width values, days, microseconds);
 * where they differ, a builder says how. Layouts: DuckDB's C interface, "Vector"; Arrow's columnar format 1.5.
 */
import { makeData, type Data, type DataType } from "apache-arrow";
import bindings, { type Vector } from "@duckdb/node-bindings";
import { grown, newValidity, validityOf, type Validity } from "./arrow-validity.ts";

/** Copies rows `[from, from + count)` of the vector it was opened on to the end of the column. */
export type Append = (from: number, count: number) => void;
export type Column = {
  readonly type: DataType;
  /** `size`: how many rows the vector holds. */
  readonly open: (vector: Vector, size: number) => Append;
  /** Bytes of text gathered so far: offsets are 32 bits wide, so a batch must end before they overflow. */
  readonly textBytes: () => number;
  /** The column so far; the builder is used up. */
  readonly finish: () => Data;
};

type Numbers = Int8Array | Int16Array | Int32Array | BigInt64Array | Uint8Array | Uint16Array | Uint32Array | BigUint64Array | Float32Array | Float64Array;
type NumbersOf = { new (length: number): Numbers; new (buffer: ArrayBufferLike, offset: number, length: number): Numbers; readonly BYTES_PER_ELEMENT: number };

const none = (): number => 0;
const bytesOf = (vector: Vector, bytes: number): Uint8Array => bindings.vector_get_data(vector, bytes);
const finished = (type: DataType, length: number, validity: Validity, buffers: object): Data =>
  makeData({ type, length, ...validity.finish(), ...buffers } as Parameters<typeof makeData>[0]);

/** Values of one width that both sides hold alike; `stride` elements of `of` make one value. */
export function fixedColumn(type: DataType, of: NumbersOf, stride = 1): Column {
  let values = new of(0);
  let length = 0;
  const validity = newValidity();
  return {
    type,
    textBytes: none,
    open: (vector, size) => {
      const raw = bytesOf(vector, size * stride * of.BYTES_PER_ELEMENT);
      const from = new of(raw.buffer, raw.byteOffset, size * stride);
      const valid = validityOf(vector, size);
      return (start, count) => {
        values = grown(values, (length + count) * stride);
        values.set(from.subarray(start * stride, (start + count) * stride) as never, length * stride);
        validity.append(valid, start, count);
        length += count;
      };
    },
    finish: () => finished(type, length, validity, { data: values.subarray(0, length * stride) }),
  };
}

/** Values that `convert` writes one at a time: from element `at` of what DuckDB holds to element `to` of what Arrow holds. */
export function convertedColumn<From extends Numbers>(
  type: DataType,
  from: { new (buffer: ArrayBufferLike, offset: number, length: number): From; readonly BYTES_PER_ELEMENT: number },
  fromStride: number,
  to: { readonly of: NumbersOf; readonly stride: number },
  convert: (source: From, at: number, target: Numbers, to: number) => void,
): Column {
  let values = new to.of(0);
  let length = 0;
  const validity = newValidity();
  return {
    type,
    textBytes: none,
    open: (vector, size) => {
      const raw = bytesOf(vector, size * fromStride * from.BYTES_PER_ELEMENT);
      const source = new from(raw.buffer, raw.byteOffset, size * fromStride);
      const valid = validityOf(vector, size);
      return (start, count) => {
        values = grown(values, (length + count) * to.stride);
        for (let i = 0; i < count; i++) convert(source, (start + i) * fromStride, values, (length + i) * to.stride);
        validity.append(valid, start, count);
        length += count;
      };
    },
    finish: () => finished(type, length, validity, { data: values.subarray(0, length * to.stride) }),
  };
}

/** DuckDB has a byte a row, Arrow a bit. */
export function boolColumn(type: DataType): Column {
  let bits = new Uint8Array(0);
  let length = 0;
  const validity = newValidity();
  return {
    type,
    textBytes: none,
    open: (vector, size) => {
      const source = bytesOf(vector, size);
      const valid = validityOf(vector, size);
      return (start, count) => {
        bits = grown(bits, ((length + count + 63) >> 6) * 8);
        for (let i = 0, at = length; i < count; i++, at++) if (source[start + i] === 1) bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
        validity.append(valid, start, count);
        length += count;
      };
    },
    finish: () => finished(type, length, validity, { data: bits.subarray(0, ((length + 63) >> 6) * 8) }),
  };
}

/** Text whose bytes are looked up: an enum's value by its number. */
export function enumColumn(type: DataType, values: readonly string[]): Column {
  const encoded = values.map((value) => new TextEncoder().encode(value));
  const width = values.length <= 0x100 ? 1 : values.length <= 0x10000 ? 2 : 4;
  const into = textBuffer(type);
  return {
    type,
    textBytes: into.bytes,
    open: (vector, size) => {
      const raw = bytesOf(vector, size * width);
      const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
      const index = width === 1 ? (i: number) => view.getUint8(i) : width === 2 ? (i: number) => view.getUint16(i * 2, true) : (i: number) => view.getUint32(i * 4, true);
      const valid = validityOf(vector, size);
      return (start, count) => {
        for (let i = start; i < start + count; i++) into.push(valid === null || isSet(valid, i) ? (encoded[index(i)] as Uint8Array) : EMPTY);
        into.validity.append(valid, start, count);
      };
    },
    finish: into.finish,
  };
}

const EMPTY = new Uint8Array(0);
export const isSet = (bits: Uint8Array, i: number): boolean => (((bits[i >> 3] as number) >> (i & 7)) & 1) === 1;

function textBuffer(type: DataType) {
  let offsets = new Int32Array(1);
  let data = new Uint8Array(0);
  let used = 0;
  let length = 0;
  const validity = newValidity();
  return {
    validity,
    bytes: () => used,
    push: (bytes: Uint8Array): void => {
      offsets = grown(offsets, length + 2);
      data = grown(data, used + bytes.length);
      data.set(bytes, used);
      used += bytes.length;
      offsets[++length] = used;
    },
    finish: () => finished(type, length, validity, { valueOffsets: offsets.subarray(0, length + 1), data: data.subarray(0, used) }),
  };
}

/** A text of up to this many bytes lies in its 16-byte descriptor itself, a longer one behind a pointer at byte 8. */
const INLINE = 12;
const DESCRIPTOR = 16;

/**
 * Text and binary. A long one costs a call into the library, which is most of the time; texts that lie back to back in memory
 * (as scans give them) are fetched by one call.
 */
export function textColumn(type: DataType): Column {
  let offsets = new Int32Array(1);
  let data = new Uint8Array(0);
  let used = 0;
  let length = 0;
  const validity = newValidity();
  return {
    type,
    textBytes: () => used,
    open: (vector, size) => {
      const raw = bytesOf(vector, size * DESCRIPTOR);
      const words = new Uint32Array(raw.buffer, raw.byteOffset, size * 4);
      const valid = validityOf(vector, size);
      const present = (i: number): boolean => valid === null || isSet(valid, i);
      return (start, count) => {
        let total = 0;
        for (let i = start; i < start + count; i++) if (present(i)) total += words[i * 4] as number;
        offsets = grown(offsets, length + count + 1);
        data = grown(data, used + total);
        const long = longTexts(raw, words, start + count, present);
        for (let i = start; i < start + count; i++) {
          if (present(i)) {
            const bytes = words[i * 4] as number;
            const [from, at] = bytes <= INLINE ? [raw, i * DESCRIPTOR + 4] : long(i);
            // A call costs more than a short copy.
            if (bytes < 48) for (let k = 0; k < bytes; k++) data[used + k] = from[at + k] as number;
            else data.set(from.subarray(at, at + bytes), used);
            used += bytes;
          }
          offsets[++length] = used;
        }
        validity.append(valid, start, count);
      };
    },
    finish: () => finished(type, length, validity, { valueOffsets: offsets.subarray(0, length + 1), data: data.subarray(0, used) }),
  };
}

/** Gives the memory that holds the long text of row `i`, and where in it the text begins; rows are asked for in ascending order. */
function longTexts(raw: Uint8Array, words: Uint32Array, end: number, present: (i: number) => boolean): (i: number) => readonly [Uint8Array, number] {
  // Addresses are below 2^53 on every platform that DuckDB runs on.
  const address = (i: number): number => (words[i * 4 + 2] as number) + (words[i * 4 + 3] as number) * 2 ** 32;
  let span: Uint8Array = EMPTY;
  let [spanStart, spanEnd] = [0, 0];
  return (i) => {
    const at = address(i);
    const bytes = words[i * 4] as number;
    if (at < spanStart || at + bytes > spanEnd) {
      let stop = at + bytes;
      for (let j = i + 1; j < end; j++) {
        const next = words[j * 4] as number;
        if (next <= INLINE || !present(j)) continue;
        const nextAt = address(j);
        const inside = nextAt >= at && nextAt + next <= stop;
        // Neighbours may be padded to 8 bytes; anything further away need not be ours to read.
        if (!inside && (nextAt < stop || nextAt > stop + 8)) break;
        stop = Math.max(stop, nextAt + next);
      }
      span = bindings.get_data_from_pointer(raw.buffer as ArrayBuffer, raw.byteOffset + i * DESCRIPTOR + 8, stop - at);
      [spanStart, spanEnd] = [at, stop];
    }
    return [span, at - spanStart];
  };
}

/** Lists and maps: DuckDB holds (offset, length) a row, in any order, Arrow ascending offsets. */
export function listColumn(type: DataType, child: Column): Column {
  let offsets = new Int32Array(1);
  let length = 0;
  let items = 0;
  const validity = newValidity();
  return {
    type,
    textBytes: child.textBytes,
    open: (vector, size) => {
      const raw = bytesOf(vector, size * 16);
      const words = new Uint32Array(raw.buffer, raw.byteOffset, size * 4);
      const valid = validityOf(vector, size);
      const appendItems = child.open(bindings.list_vector_get_child(vector), bindings.list_vector_get_size(vector));
      return (start, count) => {
        offsets = grown(offsets, length + count + 1);
        let [from, to] = [0, 0];
        for (let i = start; i < start + count; i++) {
          // Where a row is null its offset and length mean nothing.
          const has = valid === null || isSet(valid, i) ? (words[i * 4 + 2] as number) : 0;
          if (has > 0) {
            const at = words[i * 4] as number;
            if (at !== to) {
              if (to > from) appendItems(from, to - from);
              from = at;
            }
            to = at + has;
          }
          items += has;
          offsets[++length] = items;
        }
        if (to > from) appendItems(from, to - from);
        validity.append(valid, start, count);
      };
    },
    finish: () => finished(type, length, validity, { valueOffsets: offsets.subarray(0, length + 1), child: child.finish() }),
  };
}

/** Lists of one length. */
export function arrayColumn(type: DataType, child: Column, width: number): Column {
  let length = 0;
  const validity = newValidity();
  return {
    type,
    textBytes: child.textBytes,
    open: (vector, size) => {
      const valid = validityOf(vector, size);
      const appendItems = child.open(bindings.array_vector_get_child(vector), size * width);
      return (start, count) => {
        appendItems(start * width, count * width);
        validity.append(valid, start, count);
        length += count;
      };
    },
    finish: () => finished(type, length, validity, { child: child.finish() }),
  };
}

export function structColumn(type: DataType, fields: readonly Column[]): Column {
  let length = 0;
  const validity = newValidity();
  return {
    type,
    textBytes: () => fields.reduce((most, field) => Math.max(most, field.textBytes()), 0),
    open: (vector, size) => {
      const valid = validityOf(vector, size);
      const appends = fields.map((field, index) => field.open(bindings.struct_vector_get_child(vector, index), size));
      return (start, count) => {
        for (const append of appends) append(start, count);
        validity.append(valid, start, count);
        length += count;
      };
    },
    finish: () => finished(type, length, validity, { children: fields.map((field) => field.finish()) }),
  };
}

/** A column of nulls that nothing types. */
export function nullColumn(type: DataType): Column {
  let length = 0;
  return { type, textBytes: none, open: () => (_from, count) => (length += count), finish: () => makeData({ type, length } as Parameters<typeof makeData>[0]) };
}
