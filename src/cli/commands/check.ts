import { look } from "../look.ts";
import type { Command } from "../spec.ts";

const command: Command = { run: (invocation) => look(invocation, { choice: { only: null, all: false }, strict: false }) };
export default command;
