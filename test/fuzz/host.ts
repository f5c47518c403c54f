import { createHash } from "node:crypto";
import type { Host } from "../../src/ir/rule.ts";

export const host: Host = { sha256: (bytes) => createHash("sha256").update(bytes).digest("hex") };
