/** A row of the table of lints: a diagnostic that may be allowed, raised and switched on and off. */
import type { Entry, LintFacts } from "../define.ts";

type Written<P> = LintFacts & Pick<Entry<P>, "title" | "label" | "hint"> & { /** In Markdown; the first sentence says what it finds. */ readonly why: string; readonly more?: string };

export const lint = <P>({ why, more, level, edit, wrong, right, ...says }: Written<P>): Entry<P> =>
  ({ ...says, severity: "warning", doc: page({ why, more, level, edit, wrong, right }), lint: { level, edit, wrong, right } });

const KEEPS: Readonly<Record<NonNullable<LintFacts["edit"]>, string>> = {
  ir: "`--fix` applies the edit that it carries: every rule means the same as before.",
  rows: "`--fix` applies the edit that it carries: every rule gives the same rows as before.",
  nothing: "It carries an edit that changes what the rule gives, so `--fix` leaves it to you.",
};

const page = ({ why, more, level, edit, wrong, right }: LintFacts & { readonly why: string; readonly more: string | undefined }): string =>
  `${why}

\`\`\`
${wrong.trim()}
\`\`\`

Right:

\`\`\`
${right.trim()}
\`\`\`
${more === undefined ? "" : `\n${more}\n`}
A lint, ${level === "off" ? "off until `rulepack.json` or `rulec lint --all` asks for it" : "on by default"}; a comment with the reason allows one, \`-- allow …: because\` (docs/lints.md).${edit === null ? "" : ` ${KEEPS[edit]}`}`;
