/** Tasks that wait for one another, in as many lanes as there are. */

/** `after`: the places of earlier tasks that it waits for. */
export type Task<Lane> = { readonly after: readonly number[]; readonly work: (lane: Lane) => Promise<void> };

/**
 * Of the tasks that wait for nothing, the one that comes first begins next: one lane does them in their own order. When one throws, none begins any
 * more; those that run are waited for, and the first error is thrown.
 */
export async function inLanes<Lane>(tasks: readonly Task<Lane>[], lanes: readonly Lane[]): Promise<void> {
  const waits = tasks.map(({ after }) => new Set(after).size);
  const readers = tasks.map((): number[] => []);
  for (const [index, { after }] of tasks.entries()) for (const earlier of new Set(after)) (readers[earlier] as number[]).push(index);
  const ready = waits.flatMap((count, index) => (count === 0 ? [index] : [])).reverse();
  const free = [...lanes].reverse();
  const errors: unknown[] = [];
  const running = new Set<Promise<void>>();
  const begin = (index: number, lane: Lane): void => {
    const task = (tasks[index] as Task<Lane>).work(lane).then(() => {
      for (const reader of readers[index] as number[]) if (--(waits[reader] as number) === 0) insert(ready, reader);
    }, (error: unknown) => void errors.push(error)).finally(() => {
      running.delete(task);
      free.push(lane);
    });
    running.add(task);
  };
  for (;;) {
    while (errors.length === 0 && ready.length > 0 && free.length > 0) begin(ready.pop() as number, free.pop() as Lane);
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (errors.length > 0) throw errors[0];
}

/** Into what is sorted, the greatest first. */
function insert(sorted: number[], value: number): void {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > value) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, value);
}

/** Hands on what tasks say in the order of the tasks: at once what the first unfinished one says, later what those behind it say. */
export function inOrder<Line>(count: number, write: (line: Line) => void): { readonly of: (task: number) => (line: Line) => void; readonly done: (task: number) => void; readonly flush: () => void } {
  const kept = Array.from({ length: count }, (): Line[] => []);
  const isDone = kept.map(() => false);
  let head = 0;
  const hand = (task: number): void => {
    for (const line of (kept[task] ?? []).splice(0)) write(line);
  };
  return {
    of: (task) => (line) => {
      if (task === head) write(line);
      else kept[task]?.push(line);
    },
    done: (task) => {
      isDone[task] = true;
      while (isDone[head] === true) hand(++head);
    },
    flush: () => {
      for (; head < count; head++) hand(head);
    },
  };
}
