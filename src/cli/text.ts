/** Numbers as people read them: always with a unit, rounded to what matters; text that fits. */
import { cells } from "../lang/position.ts";

export const plural = (n: number, what: string): string => `${countText(n)} ${what}${n === 1 ? "" : "s"}`;

/** `1,204,311`, in every locale. */
export const countText = (n: number): string => String(n).replaceAll(/\B(?=(\d{3})+$)/g, ",");

/** Behind what there is none of: what was meant, or the command that lists what there is. */
export const orMeant = (meant: string | null, lists: string): string => (meant === null ? `; \`${lists}\` lists them` : `, did you mean ${meant}?`);

export function durationText(ms: number): string {
  if (ms < 1) return "<1 ms";
  if (ms < 95) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  for (const [unit, size] of [["kB", 1e3], ["MB", 1e6]] as const) if (bytes < size * 1000) return `${(bytes / size).toFixed(bytes < size * 10 ? 1 : 0)} ${unit}`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

const AGE = /^(\d{1,5})([smhdw])$/;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Of `30d` or `12h`, in milliseconds; null for what is none. */
export function ageMs(text: string): number | null {
  const [, count, unit = ""] = AGE.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (UNIT_MS[unit] as number);
}
export const notAnAge = (text: string): string => `--older-than takes an age such as 30d or 12h, not ${text}`;

/** To so many columns of the terminal, with `…` where something is left out. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let out = "";
  for (const c of text) {
    if (cells(out) + cells(c) > width - 1) break;
    out += c;
  }
  return `${out}…`;
}
