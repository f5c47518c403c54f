import { describe, expect, test } from "vitest";
import { CATALOGUE, LINTS, type Diagnostic, type LintId } from "../../src/lang/diagnostics/index.ts";
import { LINT_IDS } from "../../src/lang/lint/levels.ts";
import { compiledSample } from "../docs/samples.ts";
import { PAGE_PRELUDE } from "../docs/pages.ts";

/** What is said of a sample's own files, the lint switched on. */
const found = (text: string, id: LintId): readonly Diagnostic[] =>
  compiledSample(text, PAGE_PRELUDE, { lint: { only: LINTS[id].lint?.level === "off" ? [id] : null, all: false } }).diagnostics.filter(({ at }) => at.file !== "rules/prelude.rule");

describe("a lint's page shows", () => {
  test.each(LINT_IDS)("%s", (id) => {
    const facts = LINTS[id].lint;
    if (facts === undefined) throw new Error(`${id} is no lint`);
    expect(found(facts.wrong, id).map(({ code, title }) => `${code}: ${title}`), "the wrong form").toEqual([expect.stringMatching(new RegExp(`^${id}: `))]);
    expect(found(facts.right, id).map(({ code, title }) => `${code}: ${title}`), "the right form").toEqual([]);
    expect(found(facts.wrong, id)[0]?.edits.length !== 0, "an edit").toBe(facts.edit !== null);
    expect(CATALOGUE[id].severity).toBe("warning");
  });
});
