/** Names of runs: sortable by the time they began, unique without asking anybody (ULID: 48 bits of time, 80 of chance, Crockford's base 32). */
import { randomBytes } from "node:crypto";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Greater than `after` even where the clock went back. */
export function newRunId(after: string | null = null, now = Date.now()): string {
  const time = after === null ? now : Math.max(now, timeOf(after) + 1);
  const chance = BigInt(`0x${randomBytes(10).toString("hex")}`);
  return digits(BigInt(time), 10) + digits(chance, 16);
}

/** Milliseconds since 1970. */
export const timeOf = (run: string): number => Array.from(run.slice(0, 10)).reduce((sum, digit) => sum * 32 + Math.max(0, DIGITS.indexOf(digit)), 0);

const digits = (value: bigint, length: number): string => Array.from({ length }, (_, i) => DIGITS[Number((value >> BigInt(5 * (length - 1 - i))) & 31n)]).join("");
