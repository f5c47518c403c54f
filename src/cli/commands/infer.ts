import { join, relative, resolve } from "node:path";
import { infer } from "../../runtime/index.ts";
import { findPack } from "../../runtime/pack/read-pack.ts";
import { fieldText } from "../../values/type.ts";
import { jsonOf, openPack, showDiagnostics } from "../pack-session.ts";
import { warehouseOf } from "../run-input.ts";
import { EXIT, text, type Command, type Invocation } from "../spec.ts";

const TABLE = "table:";
const FORMAT = /\.(parquet|csv|json)(\.(gz|zst))?$/i;

const command: Command = {
  async run(invocation) {
    const { args, options, out, cwd } = invocation;
    const source = args[0] as string;
    const name = text(options, "name");
    // A file can be looked at before there is a pack.
    const inPack = findPack(resolve(cwd, text(options, "pack") ?? ".")) !== null;
    const { pack, diagnostics, textOf } = inPack || source.startsWith(TABLE) ? openPack(invocation) : { pack: null, diagnostics: [], textOf: () => undefined };
    if (diagnostics.length > 0) return problems(invocation, diagnostics, textOf);
    const root = pack?.dir ?? cwd;
    const warehouse = pack === null ? { pack: "", root, target: join(root, "target"), profile: { name: "", warehouse: ":memory:", policy: "service" as const, threads: null, memory: null }, wait: 0 } : warehouseOf(pack);
    const asked = source.startsWith(TABLE) ? { table: source.slice(TABLE.length) } : { pattern: relative(root, resolve(cwd, source)).replaceAll("\\", "/"), root, format: formatOf(source) };
    const inferred = await infer(warehouse, { ...asked, name });
    if ("code" in inferred) return problems(invocation, [inferred], textOf);
    const { columns, keys, ...rest } = inferred.inferred;
    if (out.json) out.document({ name: rest.name, columns: columns.map((column) => ({ name: column.name, type: fieldText(column) })), keys, block: inferred.block });
    else process.stdout.write(inferred.block);
    return EXIT.ok;
  },
};
export default command;

const formatOf = (source: string): "parquet" | "csv" | "json" | undefined => FORMAT.exec(source)?.[1]?.toLowerCase() as "parquet" | "csv" | "json" | undefined;

function problems(invocation: Invocation, diagnostics: Parameters<typeof showDiagnostics>[1], textOf: Parameters<typeof showDiagnostics>[2]): number {
  showDiagnostics(invocation, diagnostics, textOf);
  if (invocation.out.json) invocation.out.document({ diagnostics: jsonOf(diagnostics, textOf) });
  return EXIT.problems;
}
