/**
 * The points at which a run can be ended from within: before and after each statement that the engine is asked for, those of a transaction one by
 * one, and before and after each call that changes files. The product knows nothing of it.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import type { Engine, Session } from "../../src/runtime/engine.ts";
import type { OpenEngine } from "../../src/runtime/run/warehouse.ts";

/** The `nth` point of a kind, from 1. */
export type Point = { readonly kind: string; readonly nth: number; readonly when: "before" | "after" };
/** Kinds in the order in which they were passed. */
export type Points = { readonly passed: readonly string[]; readonly open: (open: OpenEngine) => OpenEngine };

const VERBS = /^(?:CREATE (?:OR REPLACE )?(?:TEMP )?(?:TABLE|VIEW|SCHEMA)|DROP (?:TABLE|VIEW)|ALTER TABLE|INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|[A-Z]+)/;

/** `ALTER TABLE`, `UPDATE __rulec_runs`, `rename out`: what is done, and to what as far as it matters. */
export function kindOf(statement: string): string {
  const verb = VERBS.exec(statement.trimStart())?.[0] ?? "SELECT";
  const ledger = /^(?:INSERT|UPDATE|DELETE|MERGE)/.test(verb) ? /__rulec_[a-z]+/.exec(statement.slice(0, 200))?.[0] : undefined;
  return ledger === undefined ? verb : `${verb} ${ledger}`;
}

function placeOf(path: unknown): string {
  const text = String(path);
  if (text.includes(".lock")) return "lock";
  if (/\/out(?:\/|$)/.test(text)) return "out";
  return /\/target(?:\/|$)/.test(text) ? "target" : "other";
}

/** `reached`: what to do there; it may not return. */
export function watchPoints(end: Point | null, reached: () => void): Points {
  const passed: string[] = [];
  const counts = new Map<string, number>();
  const pass = (kind: string): ((when: Point["when"]) => void) => {
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    passed.push(kind);
    return (when) => {
      if (end !== null && end.kind === kind && end.nth === nth && end.when === when) reached();
    };
  };
  watchFiles(pass);
  return { passed, open: (open) => async (profile) => watchedEngine(await open(profile), pass) };
}

type Pass = (kind: string) => (when: Point["when"]) => void;

async function around<T>(pass: Pass, kind: string, work: () => Promise<T>): Promise<T> {
  const at = pass(kind);
  at("before");
  const result = await work();
  at("after");
  return result;
}

const watchedEngine = (engine: Engine, pass: Pass): Engine => ({ ...engine, session: async () => watchedSession(await engine.session(), pass) });

const watchedSession = (session: Session, pass: Pass): Session => ({
  ...session,
  run: async (statement) => {
    // The engine executes several statements one after the other: so do we, to come between them.
    const texts = (statement.params ?? []).length > 0 ? [statement.text] : statement.text.split(/;\n(?=[A-Z])/);
    let done = { rows: 0 };
    for (const text of texts) done = await around(pass, kindOf(text), () => session.run({ ...statement, text }));
    return done;
  },
  query: (statement) => around(pass, kindOf(statement.text), () => session.query(statement)),
  describe: (text) => around(pass, "DESCRIBE", () => session.describe(text)),
});

const CHANGES = ["renameSync", "rmSync", "unlinkSync", "linkSync", "mkdirSync", "writeFileSync", "copyFileSync", "writeSync", "fsyncSync", "ftruncateSync"] as const;

/** Calls by path are told apart by place; those by number are not. */
function watchFiles(pass: Pass): void {
  const calls = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of CHANGES) {
    const original = calls[name] as (...args: unknown[]) => unknown;
    calls[name] = (...args) => {
      const at = pass(`${name.replace("Sync", "")}${typeof args[0] === "string" ? ` ${placeOf(args[0])}` : ""}`);
      at("before");
      const result = original(...args);
      at("after");
      return result;
    };
  }
  syncBuiltinESMExports();
}
