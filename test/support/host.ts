/** What a compilation asks of its surroundings. */
import { createHash } from "node:crypto";
import type { CompileHost } from "../../src/compile/types.ts";

export const host: CompileHost = { sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"), now: () => performance.now() };
