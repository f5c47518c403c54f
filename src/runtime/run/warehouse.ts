/** Opens a warehouse: takes its lock, sees to its format, puts right what a dead run left. */
import { rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { diagnose, type Diagnostic, type Place } from "../../lang/diagnostics/index.ts";
import { EngineError, type Engine, type EngineProfile, type Session } from "../engine.ts";
import { engineWriteProblem, isFileError, writeProblem } from "../record/files.ts";
import { relative } from "../sources/paths.ts";
import type { OnEvent } from "./events.ts";
import { newRunId } from "./ids.ts";
import { openLedger, readLedger, type Ledger } from "./ledger.ts";
import { FORMAT, ledgerFormat } from "./ledger-format.ts";
import { acquireLock, describeHolder, readHolder, type Lock } from "./lock.ts";
import { recover } from "./recover.ts";
import { spillFolder } from "./spill.ts";
import type { RunInput } from "./work.ts";

export type OpenEngine = (profile: EngineProfile) => Promise<Engine>;
export type WarehouseInput = Pick<RunInput, "pack" | "root" | "target" | "profile" | "wait" | "signal" | "onEvent">;
export type Warehouse = {
  readonly engine: Engine;
  readonly session: Session;
  readonly ledger: Ledger;
  /** Later than any run in the ledger. */
  readonly run: string;
  readonly close: () => void;
};

/** For what concerns no text. */
export const nowhere: Place = { file: "rulepack.json", start: 0, end: 0 };
export const inMemory = (input: Pick<WarehouseInput, "profile">): boolean => input.profile.warehouse === ":memory:";
export const warehouseShown = (input: Pick<WarehouseInput, "profile" | "root">): string => (inMemory(input) ? "in memory" : relative(input.root, input.profile.warehouse));

/** For writing. Errors: warehouse-locked, warehouse-newer, warehouse-unreadable, target-not-writable, target-full, interrupted. */
export async function openWarehouse(input: WarehouseInput, open: OpenEngine): Promise<Warehouse | Diagnostic> {
  const id = newRunId();
  const emit: OnEvent = input.onEvent ?? (() => undefined);
  const lock = await takeLock(input, id, emit);
  if ("code" in lock) return lock;
  const spill = spillFolder(input);
  const closing: (() => void)[] = [lock.release];
  const close = (): void => {
    for (const step of closing.reverse()) step();
  };
  try {
    if (spill !== null) {
      const clear = (): void => rmSync(spill, { recursive: true, force: true });
      clear();
      closing.push(clear);
    }
    const engine = await open({ ...input.profile, directories: [input.root, input.target], temp: spill });
    closing.push(engine.close);
    const session = await engine.session();
    const newer = await newerFormat(engine, session, input);
    if (newer !== null) {
      close();
      return newer;
    }
    const ledger = await openLedger(engine, session);
    await recover({ engine, session, ledger, pack: input.pack, root: input.root, emit });
    const latest = await ledger.latest();
    return { engine, session, ledger, run: latest !== null && latest >= id ? newRunId(latest) : id, close };
  } catch (error) {
    close();
    return warehouseProblem(error, input);
  }
}

export type Reader = Pick<Warehouse, "engine" | "session" | "close">;

/**
 * For reading what is published. Where a run has died between its tables and its files, that is finished first, as a writer.
 * Null where nothing was ever published. Errors: as for writing.
 */
export async function readWarehouse(input: WarehouseInput, open: OpenEngine): Promise<Reader | Diagnostic | null> {
  if (inMemory(input) || !(statSync(input.profile.warehouse, { throwIfNoEntry: false })?.isFile() ?? false)) return null;
  let engine: Engine | null = null;
  try {
    const reader = await openReader(input, open, { warehouse: input.profile.warehouse, readOnly: true });
    ({ engine } = reader);
    const newer = await newerFormat(engine, reader.session, input);
    if (newer === null && !(await isUnfinished(engine, reader.session))) return reader;
    engine.close();
    if (newer !== null) return newer;
  } catch (error) {
    engine?.close();
    // What a dead process has left in the log cannot always be replayed by a reader: a writer can.
    if (!(error instanceof EngineError) || error.kind === "locked") return warehouseProblem(error, input);
  }
  return openWarehouse(input, open);
}

/** Readers are many at once, and each spills to a folder of its own. Throws what the engine throws. */
export async function openReader(input: WarehouseInput, open: OpenEngine, how: Pick<EngineProfile, "warehouse" | "readOnly">): Promise<Reader> {
  const spill = path.join(tmpdir(), `rulec-spill-${newRunId()}`);
  const engine = await open({ ...input.profile, ...how, directories: [input.root, input.target], temp: spill });
  const close = (): void => {
    engine.close();
    rmSync(spill, { recursive: true, force: true });
  };
  return { engine, session: await engine.session(), close };
}

async function isUnfinished(engine: Engine, session: Session): Promise<boolean> {
  return (await (await readLedger(engine, session))?.unfinished())?.some(({ status }) => status === "moving") ?? false;
}

async function newerFormat(engine: Engine, session: Session, input: WarehouseInput): Promise<Diagnostic | null> {
  const format = await ledgerFormat(engine, session);
  return format !== null && format > FORMAT ? diagnose("warehouse-newer", { warehouse: warehouseShown(input), format, known: FORMAT }, nowhere) : null;
}

const lockFile = (input: WarehouseInput): string => (inMemory(input) ? path.join(input.target, "run.lock") : `${input.profile.warehouse}.lock`);

async function takeLock(input: WarehouseInput, id: string, emit: OnEvent): Promise<Lock | Diagnostic> {
  try {
    const got = await acquireLock(lockFile(input), id, input.wait, (holder) => emit({ kind: "waiting", holder: describeHolder(holder) }), input.signal);
    if (got.ok) return got.lock;
    if (input.signal?.aborted === true) return diagnose("interrupted", {}, nowhere);
    return diagnose("warehouse-locked", { warehouse: warehouseShown(input), holder: describeHolder(got.holder), waited: got.waited }, nowhere);
  } catch (error) {
    return warehouseProblem(error, input);
  }
}

/** What was thrown outside of any rule. Errors: as `openWarehouse`'s; what is none of a user's, a file system's or an engine's doing is thrown again. */
export function warehouseProblem(error: unknown, input: WarehouseInput): Diagnostic {
  if (isFileError(error)) return writeProblem(error, relative(input.root, error.path ?? input.target), nowhere);
  if (!(error instanceof EngineError)) throw error;
  const warehouse = warehouseShown(input);
  if (error.kind === "interrupted") return diagnose("interrupted", {}, nowhere);
  if (error.kind === "locked") {
    const holder = readHolder(lockFile(input));
    const described = error.pid === null ? "another process" : holder?.pid === error.pid ? describeHolder(holder) : `process ${error.pid}`;
    return diagnose("warehouse-locked", { warehouse, holder: described, waited: 0 }, nowhere);
  }
  const says = (error.message.split("\n", 1)[0] as string).replaceAll(`${input.root}/`, "");
  if (error.kind === "permission") return diagnose("target-not-writable", { path: warehouse, problem: says }, nowhere);
  return engineWriteProblem(error.message, warehouse, nowhere) ?? diagnose("warehouse-unreadable", { warehouse, says }, nowhere);
}
