/** Shell completion: commands and options from the registry, codes from the catalogue, rules from the pack's last manifest. */
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";

export async function installCompletion(program: Command): Promise<void> {
  tab(program);
}
