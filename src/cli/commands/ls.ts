import { localName } from "../../ir/id.ts";
import { compilePack, hasErrors, jsonOf, openPack, selectedRules, showDiagnostics } from "../pack-session.ts";
import { EXIT, type Command } from "../spec.ts";

const command: Command = {
  async run(invocation) {
    const { out } = invocation;
    const { pack, diagnostics, textOf } = openPack(invocation);
    if (pack === null) {
      showDiagnostics(invocation, diagnostics, textOf);
      if (out.json) out.document({ diagnostics: jsonOf(diagnostics, textOf), rules: [], sources: [] });
      return EXIT.problems;
    }
    const compiled = compilePack(pack);
    const selected = await selectedRules(invocation, pack, compiled);
    if (selected === null) return EXIT.usage;
    const built = new Map(compiled.rules.map((rule) => [rule.name, rule]));
    const rules = compiled.declared.filter(({ name }) => selected.has(name)).map(({ name, tags, reads, at }) => {
      const rule = built.get(name);
      return {
        name, tags, reads, file: at.file, storage: rule?.storage.kind ?? null, columns: rule?.columns.length ?? null,
        order: rule?.order.map((key) => key.name + (key.desc ? " desc" : "")) ?? [], doc: rule?.doc ?? null,
      };
    });
    const read = new Set(rules.flatMap(({ reads }) => reads));
    const sources = compiled.sources.filter(({ name }) => invocation.args.length === 0 || read.has(name))
      .map(({ name, provider, columns, at }) => ({ name, provider: provider.kind, columns: columns.length, file: at.file }));
    if (out.json) out.document({ diagnostics: jsonOf(compiled.diagnostics, textOf), rules, sources });
    else {
      if (rules.length === 0 && invocation.args.length > 0) out.note("no rule is selected");
      const width = Math.max(12, ...rules.map(({ name }) => localName(name).length), ...sources.map(({ name }) => localName(name).length));
      for (const { name, provider, columns, file } of sources) out.print(`${out.paint.dim("source")}  ${localName(name).padEnd(width)}  ${provider.padEnd(8)} ${columns} columns  ${out.paint.dim(file)}`);
      for (const rule of rules) {
        const order = rule.order.length === 0 ? "" : `ordered by ${rule.order.join(", ")}`;
        const kind = rule.storage ?? (hasErrors(compiled.diagnostics) ? out.paint.red("mistakes") : "inline");
        out.print(`${out.paint.dim("rule")}    ${out.paint.bold(localName(rule.name).padEnd(width))}  ${kind.padEnd(8)} ${order}${rule.tags.map((tag) => ` #${tag}`).join("")}  ${out.paint.dim(rule.file)}`);
      }
    }
    return EXIT.ok;
  },
};
export default command;
