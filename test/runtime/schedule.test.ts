import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGate, inLanes, inOrder, type Task } from "../../src/runtime/run/schedule.ts";

/** Tasks that wait for some of those before them, and how long each takes. */
const graphs = fc.array(fc.record({ after: fc.array(fc.nat(), { maxLength: 3 }), turns: fc.nat({ max: 4 }) }), { maxLength: 30 })
  .map((tasks) => tasks.map(({ after, turns }, index) => ({ after: index === 0 ? [] : after.map((n) => n % index), turns })));
const wait = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => void setImmediate(resolve));
};

describe("tasks in lanes", () => {
  test("each is done once, after what it waits for, and never more at a time than there are lanes; what they say keeps their order", () => fc.assert(
    fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async (graph, lanes) => {
      const ended = new Set<number>();
      const said: number[] = [];
      const order = inOrder(graph.length);
      let [now, most] = [0, 0];
      const tasks = graph.map(({ after, turns }, index): Task<number> => ({
        after,
        work: async () => {
          most = Math.max(most, ++now);
          expect(after.every((earlier) => ended.has(earlier))).toBe(true);
          order.of(index)(() => void said.push(index));
          await wait(turns);
          order.of(index)(() => void said.push(index));
          now--;
          ended.add(index);
          order.done(index);
        },
      }));
      await inLanes(tasks, Array.from({ length: lanes }, (_, lane) => lane));
      expect(ended.size).toBe(graph.length);
      expect(most).toBeLessThanOrEqual(lanes);
      expect(said).toEqual(graph.flatMap((_, index) => [index, index]));
    }), { numRuns: 60 },
  ));

  test("one lane does them in their own order", async () => {
    const done: number[] = [];
    const task = (index: number, after: readonly number[]): Task<null> => ({ after, work: async () => { await wait(1); done.push(index); } });
    await inLanes([task(0, []), task(1, []), task(2, [0]), task(3, [1, 2]), task(4, [])], [null]);
    expect(done).toEqual([0, 1, 2, 3, 4]);
  });

  test("an error is thrown when what runs has ended, and nothing begins after it", async () => {
    const begun: number[] = [];
    let ended = false;
    const tasks: Task<null>[] = [
      { after: [], work: async () => { begun.push(0); await wait(1); throw new Error("broken"); } },
      { after: [], work: async () => { begun.push(1); await wait(5); ended = true; } },
      { after: [], work: async () => { begun.push(2); } },
    ];
    await expect(inLanes(tasks, [null, null])).rejects.toThrow("broken");
    expect([begun, ended]).toEqual([[0, 1], true]);
  });

  test("what is done alone waits for what runs and holds up what comes", async () => {
    const gate = createGate();
    const log: string[] = [];
    const step = (name: string, turns: number) => async (): Promise<void> => {
      log.push(`${name} begins`);
      await wait(turns);
      log.push(`${name} ends`);
    };
    await Promise.all([gate.beside(step("a", 4)), gate.beside(step("b", 2)), wait(1).then(() => gate.alone(step("c", 3))), wait(2).then(() => gate.beside(step("d", 1)))]);
    expect(log.indexOf("b begins")).toBeLessThan(log.indexOf("a ends"));
    expect(log.slice(-4)).toEqual(["c begins", "c ends", "d begins", "d ends"]);
  });
});
