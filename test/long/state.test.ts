/** The promises of state.test.ts over 200 edits of each kind, or as many as STATE_EDITS says. */
process.env["STATE_EDITS"] ??= "200";
await import("../state.test.ts");
