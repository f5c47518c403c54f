/** A pack's statements and SQL that was written by hand, side by side in one engine, as a run executes them. */
import { join } from "node:path";
import type { CompiledRule } from "../src/compile/types.ts";
import type { JsonValue, Session, Statement } from "../src/runtime/engine.ts";
import { openEngine } from "../src/runtime/index.ts";
import { createVisible } from "../src/runtime/run/visible.ts";
import { boundParams } from "../src/runtime/run/work.ts";
import { locate } from "../src/runtime/sources/paths.ts";
import type { Workspace } from "../test/workspace.ts";

export type Bed = {
  /** Makes what the rule reads visible to its statement. */
  readonly show: (rule: CompiledRule) => Promise<void>;
  readonly ours: Maker;
  readonly theirs: Maker;
  readonly close: () => void;
};
export type Maker = {
  /** The rows as a table, which is what a run makes of them. */
  readonly make: (statement: Statement) => Promise<void>;
  /** Of the table that was made last. */
  readonly rows: () => Promise<{ readonly columns: readonly string[]; readonly rows: readonly (readonly JsonValue[])[] }>;
  /** `explain (format json)`. */
  readonly plan: (statement: Statement) => Promise<string>;
};

/** `tables`: what SQL written by hand reads, by name, with the file of each. Rules that read rules are none of its business. */
export async function openBed({ input, compiled }: Workspace, threads: number, tables: Readonly<Record<string, string>>): Promise<Bed> {
  const directories = [input.root];
  const engine = await openEngine({ warehouse: ":memory:", policy: input.profile.policy, directories, threads, memory: input.profile.memory, temp: join(input.root, "target/temp") });
  const [mine, other] = [await engine.session(), await engine.session()];
  for (const [name, file] of Object.entries(tables)) await other.run({ text: `create temp view ${name} as from '${file.replaceAll("'", "''")}'` });
  const visible = createVisible(mine, 100_000);
  const scans = new Map(compiled.sources.map((source) => {
    const found = locate(source, { root: input.root, values: input.values, policy: input.profile.policy });
    if ("code" in found) throw new Error(found.title);
    return [source.name, { text: input.scan(source, found.paths), parts: [] }];
  }));
  return {
    show: (rule) => visible.show(rule.reads.map(({ sqlName, of: { name } }) => {
      const definition = scans.get(name);
      if (definition === undefined) throw new Error(`${rule.name} reads ${name}, which is no source`);
      return { sqlName, definition };
    })),
    ours: maker(mine, "made_by_rule"),
    theirs: maker(other, "made_by_hand"),
    close: () => engine.close(),
  };
}

const maker = (session: Session, name: string): Maker => ({
  make: async ({ text, params = [] }) => { await session.run({ text: `create or replace temp table ${name} as\n${text}`, params }); },
  rows: async () => {
    const { columns, rows } = await session.query({ text: `from ${name}` });
    return { columns: columns.map((column) => column.name), rows };
  },
  plan: async ({ text, params = [] }) => {
    const { rows } = await session.query({ text: `explain (format json) ${text}`, params });
    const json = rows[0]?.[1];
    if (typeof json !== "string") throw new Error(`no plan of ${text}`);
    return json;
  },
});

export const statementOf = ({ input }: Workspace, rule: CompiledRule): Statement => ({ text: rule.select.text, params: boundParams({ input }, rule.params) });
