/** The float32 nearest to a number that is written in digits: rounding to float64 first would round twice. */

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

const GREATEST = 3.4028234663852886e38;
/** From here on a number is nearer to 2^128, which is infinity. */
const BEYOND = 2 ** 128 - 2 ** 103;

/** `text` is a number as casts take it; halfway between two goes to the one whose last bit is 0. Infinite where it is beyond the greatest. */
export function nearestFloat32(text: string): number {
  const wide = Number(text);
  const near = Math.fround(wide);
  if (Math.abs(wide) === BEYOND) return compareExactly(text, wide) * Math.sign(wide) < 0 ? Math.sign(wide) * GREATEST : near;
  if (near === wide || !Number.isFinite(near)) return near;
  const other = neighbour(near, wide);
  // Nothing but a float64 that lies halfway between two float32 hides on which side of it the number is.
  if (Math.abs(wide - near) !== Math.abs(wide - other)) return near;
  const side = compareExactly(text, wide);
  return side === 0 || side > 0 !== other > near ? near : other;
}

/** The next float32 beyond `near` in the direction of `wide`. */
function neighbour(near: number, wide: number): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, near);
  // The least one has no sign of its own left where `near` is 0.
  if (near === 0) return Math.sign(wide) * 2 ** -149;
  bits.setUint32(0, bits.getUint32(0) + (Math.abs(wide) > Math.abs(near) ? 1 : -1));
  return bits.getFloat32(0);
}

/** The sign of the number in the text less the float64. */
function compareExactly(text: string, wide: number): number {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  const tens = Number(exponent) - fraction.length;
  // A float32 is a multiple of 2^-149 and a point halfway of 2^-150, so both sides are whole numbers of it, times a power of ten.
  const digits = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`) * 2n ** 150n * 10n ** BigInt(Math.max(0, tens));
  const scaled = BigInt(wide * 2 ** 150) * 10n ** BigInt(Math.max(0, -tens));
  return digits === scaled ? 0 : digits > scaled ? 1 : -1;
}
