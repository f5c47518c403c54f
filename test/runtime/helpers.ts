import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { Engine, EngineProfile, Session } from "../../src/runtime/engine.ts";
import { openEngine } from "../../src/runtime/index.ts";

const folders: string[] = [];
const engines: Engine[] = [];

afterAll(() => {
  for (const engine of engines.splice(0)) engine.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "rulec-test-"));
  folders.push(folder);
  return folder;
}

export async function engineIn(folder: string, given: Partial<EngineProfile> = {}): Promise<Engine> {
  const engine = await openEngine({ warehouse: ":memory:", policy: "service", directories: [folder], threads: 2, memory: "1GB", temp: path.join(folder, "tmp"), ...given });
  engines.push(engine);
  return engine;
}

export const sessionIn = async (folder: string, given: Partial<EngineProfile> = {}): Promise<Session> => (await engineIn(folder, given)).session();
