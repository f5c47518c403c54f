import { catalogue } from "./define.ts";

/** What goes wrong with the records of runs. */
export const RECORDS = catalogue({
  "record-incomplete": {
    severity: "warning",
    title: ({ run, problem }: { run: string; problem: string }) => `the record of run ${run} is not whole: it could not be written (${problem})`,
    hint: () => "what the run has published is not touched by that; free space, or mend the permissions of target/",
    doc: `What a run does is written into \`target/<pack>/runs/<run>/run-results.jsonl\` while it happens. A line of it could not be written: \`ENOSPC\` says that the disk is full. The run itself goes on and ends as it would have; only what is known about it afterwards has a gap.`,
  },
  "record-damaged": {
    severity: "warning",
    title: ({ run, line, problem }: { run: string; line: number; problem: string }) => `the record of run ${run} cannot be read from line ${line} on: ${problem}`,
    hint: () => "what stands before that line is shown; `rulec runs --prune` removes old records, damaged ones too",
    doc: `Each line of a record is held against its schema (grammar/schemas/run-results.json) when it is read. One that is cut, changed or from elsewhere is not believed, nor what follows it. Nothing else depends on it: what the run has published is in the warehouse, and the next run works as usual.`,
  },
  "record-newer": {
    severity: "error",
    title: ({ run }: { run: string }) => `the record of run ${run} was written by a newer rulec`,
    hint: () => "use the rulec that wrote it, or a newer one",
    doc: "A record says in its first line which format it has. A newer one may mean things that this version would get wrong, so it does not show it.",
  },
});
