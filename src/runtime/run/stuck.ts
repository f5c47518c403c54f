/** What an engine does not let go of: it looks for an interrupt between batches of rows, and a batch can take long where one row holds a list of millions. */

/** A run that was asked to stop has so long, in milliseconds. */
export const GRACE_MS = 500;

/** Calls `giveUp` once where the run has not ended in time after the signal, and `mayEnd` then says so. Gives what ends the watch. */
export function watchStop(signal: AbortSignal | undefined, mayEnd: () => boolean, giveUp: () => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  const asked = (): void => {
    timer = setTimeout(() => (mayEnd() ? giveUp() : asked()), GRACE_MS);
  };
  if (signal?.aborted === true) asked();
  else signal?.addEventListener("abort", asked, { once: true });
  return () => {
    signal?.removeEventListener("abort", asked);
    if (timer !== null) clearTimeout(timer);
  };
}
