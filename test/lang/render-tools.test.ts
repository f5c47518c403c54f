import { expect, test } from "vitest";
import { diagnose, type Diagnostic } from "../../src/lang/diagnostics/index.ts";
import { renderGithub } from "../../src/lang/diagnostics/render-github.ts";
import { renderSarif } from "../../src/lang/diagnostics/render-sarif.ts";

const TEXT = "rule \u{1F600} {\n  from a,b: 100%\n}\n";
const textOf = (file: string): string | undefined => (file === "rules/a b,c.rule" ? TEXT : undefined);
const at = { file: "rules/a b,c.rule", start: TEXT.indexOf("from"), end: TEXT.indexOf("%") + 1 };
const unused: Diagnostic = diagnose("unused-let", { name: "a%\r\nb" }, at, { edits: [{ ...at, text: "from c" }], related: [{ at: { ...at, start: 0, end: 4 }, label: "the rule" }] });
const long: Diagnostic = diagnose("sort-unused", {}, { ...at, start: 0 });
const elsewhere: Diagnostic = diagnose("manifest-unreadable", { problem: "::error::no" }, { file: "x:y.json", start: 3, end: 4 });

test("a line of a workflow ends where its diagnostic ends, whatever files are called and hold", () => {
  expect(renderGithub([unused, long, elsewhere], textOf, "packs/shop/").split("\n")).toEqual([
    "::warning file=packs/shop/rules/a b%2Cc.rule,line=2,endLine=2,col=3,endColumn=17,title=unused-let::nothing uses `a%25%0D%0Ab`%0Anamed and not used%0Aleave it out",
    expect.stringMatching(/^::warning file=packs\/shop\/rules\/a b%2Cc\.rule,line=1,endLine=2,title=sort-unused::nothing uses this order%0A/),
    expect.stringMatching(/^::error file=packs\/shop\/x%3Ay\.json,title=manifest-unreadable::[^\n]*$/),
  ]);
});

test("a log of SARIF has a rule for each code, regions in code points, edits as fixes, and what is allowed as suppressed", () => {
  const log = renderSarif({ diagnostics: [unused, elsewhere], allowed: [{ diagnostic: long, reason: "the export wants it" }], textOf, prefix: "packs/shop/", version: "1.2.3" });
  const artifactLocation = { uri: "packs/shop/rules/a%20b%2Cc.rule", uriBaseId: "%SRCROOT%" };
  const region = { startLine: 2, startColumn: 3, endLine: 2, endColumn: 17 };
  expect(log).toMatchObject({
    version: "2.1.0",
    runs: [{
      tool: { driver: { name: "rulec", version: "1.2.3", rules: [{ id: "manifest-unreadable", defaultConfiguration: { level: "error" } }, { id: "sort-unused" }, { id: "unused-let", shortDescription: { text: "A `let` that nothing behind it names." } }] } },
      columnKind: "unicodeCodePoints",
      results: [
        {
          ruleId: "unused-let", ruleIndex: 2, level: "warning", locations: [{ physicalLocation: { artifactLocation, region } }],
          relatedLocations: [{ id: 0, message: { text: "the rule" }, physicalLocation: { region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 } } }],
          fixes: [{ artifactChanges: [{ artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: "from c" } }] }] }],
        },
        { ruleId: "manifest-unreadable", ruleIndex: 0, level: "error" },
        { ruleId: "sort-unused", ruleIndex: 1, suppressions: [{ kind: "inSource", justification: "the export wants it" }] },
      ],
    }],
  });
  const [run] = (log as { runs: { results: { suppressions?: unknown; fixes?: unknown; locations: { physicalLocation: object }[] }[] }[] }).runs;
  expect(run?.results.map((one) => ["suppressions" in one, "fixes" in one])).toEqual([[false, true], [false, false], [true, false]]);
  // Nothing is said of lines in a file that nobody has read.
  expect(run?.results[1]?.locations[0]?.physicalLocation).not.toHaveProperty("region");
});
