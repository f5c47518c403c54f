/** Which rows are not null, as a bitmap: least significant bit first, on both sides. */
import bindings, { type Vector } from "@duckdb/node-bindings";

/** The vector's bitmap; null when no row is. */
export const validityOf = (vector: Vector, size: number): Uint8Array | null => bindings.vector_get_validity(vector, Math.ceil(size / 64) * 8);

export type Validity = {
  readonly append: (from: Uint8Array | null, start: number, count: number) => void;
  /** Arrow takes a missing bitmap as no nulls. */
  readonly finish: () => { readonly nullCount: number; readonly nullBitmap: Uint8Array | undefined };
};

export function newValidity(): Validity {
  let bits: Uint8Array | null = null;
  let length = 0;
  return {
    append: (from, start, count) => {
      if (from !== null || bits !== null) {
        if (bits === null) {
          bits = new Uint8Array(bytesFor(length + count));
          setAll(bits, 0, length);
        }
        bits = grown(bits, bytesFor(length + count));
        if (from === null) setAll(bits, length, count);
        else copyBits(from, start, bits, length, count);
      }
      length += count;
    },
    finish: () => {
      if (bits === null) return { nullCount: 0, nullBitmap: undefined };
      const nullCount = length - countBits(bits, length);
      return { nullCount, nullBitmap: nullCount === 0 ? undefined : bits.subarray(0, bytesFor(length)) };
    },
  };
}

const bytesFor = (rows: number): number => ((rows + 63) >> 6) * 8;

/** `array`, or a longer one that begins with it; lengths double. What is new is zero. */
export function grown<T extends ArrayBufferView & { readonly length: number }>(array: T, length: number): T {
  if (length <= array.length) return array;
  const next = new (array.constructor as new (length: number) => T & { set(from: T): void })(Math.max(length, array.length * 2, 256));
  next.set(array);
  return next;
}

function setAll(bits: Uint8Array, at: number, count: number): void {
  let i = at;
  const end = at + count;
  for (; i < end && (i & 7) !== 0; i++) setBit(bits, i);
  if (i >= end) return;
  bits.fill(255, i >> 3, end >> 3);
  for (i = Math.max(i, end & ~7); i < end; i++) setBit(bits, i);
}

const setBit = (bits: Uint8Array, i: number): void => {
  bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
};

function copyBits(from: Uint8Array, start: number, to: Uint8Array, at: number, count: number): void {
  if (((start | at) & 7) !== 0) {
    for (let i = 0; i < count; i++) if ((((from[(start + i) >> 3] as number) >> ((start + i) & 7)) & 1) === 1) setBit(to, at + i);
    return;
  }
  const whole = count >> 3;
  to.set(from.subarray(start >> 3, (start >> 3) + whole), at >> 3);
  // Bits after the last row belong to nobody yet and must stay zero.
  if ((count & 7) !== 0) to[(at >> 3) + whole] = (from[(start >> 3) + whole] as number) & ((1 << (count & 7)) - 1);
}

function countBits(bits: Uint8Array, length: number): number {
  let count = 0;
  for (let i = 0; i < length >> 3; i++) {
    for (let byte = bits[i] as number; byte !== 0; byte &= byte - 1) count++;
  }
  for (let i = length & ~7; i < length; i++) count += ((bits[i >> 3] as number) >> (i & 7)) & 1;
  return count;
}
