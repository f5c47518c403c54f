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

/** What tasks do for others to see, in the order of the tasks: at once what the first unfinished one does, later what those behind it do. */
export function inOrder(count: number): { readonly of: (task: number) => (act: () => void) => void; readonly done: (task: number) => void; readonly flush: () => void } {
  const kept = Array.from({ length: count }, (): (() => void)[] => []);
  const isDone = kept.map(() => false);
  let head = 0;
  const catchUp = (): void => {
    for (const act of (kept[head] ?? []).splice(0)) act();
  };
  return {
    of: (task) => (act) => {
      if (task === head) act();
      else kept[task]?.push(act);
    },
    done: (task) => {
      isDone[task] = true;
      while (isDone[head] === true) {
        head++;
        catchUp();
      }
    },
    flush: () => {
      for (; head < count; head++) catchUp();
    },
  };
}

/** `beside`: with others of its kind; `alone`: when nothing else runs, and nothing else begins. */
export type Gate = { readonly beside: <T>(work: () => Promise<T>) => Promise<T>; readonly alone: <T>(work: () => Promise<T>) => Promise<T> };

export function createGate(): Gate {
  const running = new Set<Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    beside: async (work) => {
      for (let before: Promise<unknown> | null = null; before !== last; ) {
        before = last;
        await before;
      }
      const one = work();
      const settled = one.then(() => undefined, () => undefined).then(() => void running.delete(settled));
      running.add(settled);
      return one;
    },
    alone: (work) => {
      const one = last.then(() => Promise.all(running)).then(work);
      last = one.catch(() => undefined);
      return one;
    },
  };
}
