/** What the fault tests share: a pack with every kind of output, run in this process, with something that goes wrong at a chosen moment. */
import { expect } from "vitest";
import type { Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { RUN_AT } from "../../src/lang/bind/params.ts";
import { openEngine } from "../../src/runtime/index.ts";
import { run, type RunOutcome } from "../../src/runtime/run/run.ts";
import type { RunInput } from "../../src/runtime/run/work.ts";
import type { OpenEngine } from "../../src/runtime/run/warehouse.ts";
import { packFolder } from "../support/pack.ts";
import { openWorkspace, type Workspace } from "../workspace.ts";
import { publishedState, type State } from "./state.ts";

/** Without what takes the longest. */
export const LEAN = `param version: int64 = 1
source a = csv("data/a.csv") { id: int64, text: string, key [id] }
rule base ordered by [id] { from a |> select { id, text, version: $version } }
rule kept as parquet("out/kept.parquet") ordered by [id] { from base }
rule counted ordered by [version] { from kept |> group { version } { n: count() } }
`;
export const RULES = `${LEAN}rule parts as parquet("out/parts", partition_by: [text]) ordered by [id] { from base }
`;
export const DATA = "id,text\n1,one\n2,two\n3,three\n";

export type Pack = {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly run: (version: number, more?: Partial<RunInput>, open?: OpenEngine) => Promise<RunOutcome>;
  readonly state: () => Promise<State>;
};

/** Compiles what is in the folder now. */
export function openPack(folder: string): Pack {
  const workspace = openWorkspace(folder);
  const params = workspace.compiled.params;
  const input = (version: number, more: Partial<RunInput>): RunInput => {
    const values = new Map(workspace.input.values).set(RUN_AT.name, "2026-01-31 12:00:00+00");
    for (const name of params.keys()) if (name.endsWith("version")) values.set(name, String(version));
    return { ...workspace.input, ...more, values };
  };
  return { folder, workspace, run: (version, more = {}, open = openEngine) => run(input(version, more), open), state: () => publishedState(input(0, {})) };
}

export const pack = (files: Readonly<Record<string, string>> = {}): Pack => openPack(packFolder({ "m.rule": RULES, "data/a.csv": DATA, ...files }));

/** Version 1 of it is published. */
export async function publishedPack(files: Readonly<Record<string, string>> = {}): Promise<Pack> {
  const of = pack(files);
  expect(await of.run(1)).toMatchObject({ status: "published", diagnostics: [] });
  return of;
}

/** What was published is there whole, after this. */
export async function keeps<T>(of: Pack, work: () => Promise<T>): Promise<T> {
  const before = await of.state();
  const result = await work();
  expect(await of.state()).toEqual(before);
  return result;
}

/** Every message is one of the catalogue, in words for people: no trace, no folder of this machine. */
export function expectPlain(of: Pick<Pack, "folder">, { status, diagnostics }: Pick<RunOutcome, "status" | "diagnostics">): void {
  expect(status).toBe("failed");
  expect(diagnostics.length).toBeGreaterThan(0);
  for (const one of diagnostics) expect(sayings(one)).not.toMatch(new RegExp(`\\n {4}at |node:internal|\\[object |undefined|${of.folder}|__rulec_`));
}
export const sayings = ({ title, label, hint }: Diagnostic): string => [title, label, hint].join("\n");

/** Fails with just these codes, keeps what was there, and the next run completes as if nothing had been. */
export async function failsAndRecovers(of: Pack, codes: readonly string[], fail: () => Promise<RunOutcome>, repair: () => void = () => undefined): Promise<RunOutcome> {
  const outcome = await keeps(of, fail);
  expectPlain(of, outcome);
  expect(outcome.diagnostics.map(({ code }) => code)).toEqual(codes);
  repair();
  expect(await of.run(3)).toMatchObject({ status: "published", diagnostics: [] });
  return outcome;
}

/** An engine that does something before each statement; what it answers is executed instead. */
export const meddling = (before: (text: string) => string | void, after: (text: string) => void = () => undefined): OpenEngine => async (profile) => {
  const engine = await openEngine(profile);
  return {
    ...engine,
    session: async () => {
      const session = await engine.session();
      return {
        ...session,
        run: async (statement) => {
          const done = await session.run({ ...statement, text: before(statement.text) ?? statement.text });
          after(statement.text);
          return done;
        },
        query: async (statement) => {
          const found = await session.query({ ...statement, text: before(statement.text) ?? statement.text });
          after(statement.text);
          return found;
        },
      };
    },
  };
};
