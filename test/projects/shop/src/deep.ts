/** Nobody imports this, yet `index.ts` passes on what `greeter.ts` passes on. */
export function whisper(text: string): string {
  return text.toLowerCase();
}
