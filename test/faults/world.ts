/** The pack of the kill suite: every way in which a rule is stored, over data that changes from run to run. */
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { frozen, type Frozen } from "./run-of.ts";
import { openWorkspace } from "../workspace.ts";

const MANIFEST = JSON.stringify({ name: "kills", version: "0.1.0", language: 1, profiles: { dev: { threads: 2, memory: "500MB" } } });

/** `events` differ in every run: some are new, some late, some changed. `kinds` never do. */
const RULES = `param version: int64 = 0
schema Event { id: int64, day: date, at: timestamp, kind: string, amount: decimal(12, 2) }
schema Total { kind: string, total: decimal(38, 2), key [kind] }
source events = csv("data/events.csv") { ...Event, key [id] }
source kinds = csv("data/kinds.csv") { kind: string, label: string, key [kind] }

rule base ordered by [id] { from events |> derive { version: $version } }
rule same ordered by [kind] { from kinds |> derive { loud: upper(label) } }
rule labelled ordered by [id] { from base |> join kinds as k on kind == k.kind |> select { id, day, at, kind, label, amount, version } |> check amount >= 0 else error "negative" }
rule wide ordered by [id, n] { from base |> derive { xs: split(repeat("a,", 20), ",") } |> explode xs as x, index: n, base: 1 |> select { id, n, text: sha256(f"{id} {n} {version}") } }
rule by_kind ordered by [kind] { from labelled |> group { kind } { n: count(), total: sum(amount), last: max(version) } }
rule cheap as inline { from labelled |> where amount < 50 }

rule plain_file as parquet("out/plain.parquet") ordered by [id] { from labelled |> select { id, kind, amount, version } }
rule wide_file as parquet("out/wide.parquet") ordered by [id, n] { from wide }
rule empty_file as parquet("out/empty.parquet") ordered by [id] { from cheap |> where false }
rule same_file as parquet("out/same.parquet") ordered by [kind] { from same }
rule parts as parquet("out/parts", partition_by: [kind]) ordered by [id] { from labelled |> select { id, kind, amount, version } }
rule nested_parts as parquet("out/by/two", partition_by: [big, version]) ordered by [id] { from labelled |> select { id, big: amount > 90, version } |> where id % 3 == 0 }
rule packed as csv("out/packed.csv.gz") ordered by [id] { from cheap |> select { id, at, kind, amount, version } }
rule lines as json("out/lines.jsonl") ordered by [id] { from plain_file |> where id % 2 == 0 }

rule over_table as view { from labelled |> select { id, kind, version } }
rule over_file as view { from plain_file |> join semi parts as p on id == p.id |> select { id, version } }
rule over_view as view { from over_file |> where id < 30 }
rule seen_by_views ordered by [version] { from over_view |> group { version } { n: count() } }

rule appended as table(mode: "append") ordered by [id] { from cheap |> where id % 7 == 0 |> select { id, amount, version } }
rule merged as table(mode: "merge", key: [id]) ordered by [id] { from labelled |> where (id + version) % 3 == 0 |> select { id, kind, amount, version } }
rule per_day as table(mode: "by_time", time: day, grain: "day", lookback: 2, start: date "2026-01-03") ordered by [day, kind] {
  from events |> where day >= $from and day < $to |> group { day, kind } { n: count(), total: sum(amount) }
}
rule history as table(mode: "versions", key: [id], at: at) ordered by [id] { from labelled |> where id % 4 == 0 |> select { id, at, amount } }
rule open_now ordered by [id, since] { from history |> where valid_to is null |> select { id, since: valid_from, amount } }
rule running -> Total ordered by [kind] { from previous running |> union all (from by_kind |> select { kind, total }) |> group { kind } { total: sum(total) } }
`;

export const NAMES: readonly string[] = [...RULES.matchAll(/^rule (\w+)(?! as inline)/gm)].map(([, name]) => name as string);
const KINDS = ["ant", "bee", "cat", "dog's", "éléphant"];
const EVENTS = 60;

const day = (n: number): string => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10);

/** What the source holds when version `version` is run: some events have changed since, later each time; some are late; days are added. */
function events(version: number): string {
  const rows = Array.from({ length: EVENTS + 5 * version }, (_, id) => {
    const changes = Math.floor((id + version) / 5) - Math.floor(id / 5);
    const on = id < EVENTS ? id % 8 : id % 5 === 0 ? id % 8 : 7 + Math.floor((id - EVENTS) / 5);
    return `${id},${day(on)},${day(on)} ${String(changes).padStart(2, "0")}:00:${String(id % 60).padStart(2, "0")},${KINDS[id % KINDS.length] as string},${(id * 3 + changes) % 97}.50`;
  });
  return `id,day,at,kind,amount\n${rows.join("\n")}\n`;
}

const FIXED = new Date("2026-01-01T00:00:00Z");

/** What a source is known by must not depend on when a test wrote it. */
function put(file: string, text: string, when = FIXED): void {
  writeFileSync(file, text);
  utimesSync(file, when, when);
}

export function makePack(folder: string): void {
  mkdirSync(join(folder, "data"), { recursive: true });
  put(join(folder, "rulepack.json"), MANIFEST);
  put(join(folder, "kills.rule"), RULES);
  put(join(folder, "data/kinds.csv"), `kind,label\n${KINDS.map((kind) => `${kind},the ${kind}`).join("\n")}\n`);
}

export const writeEvents = (folder: string, version: number): void => put(join(folder, "data/events.csv"), events(version), new Date(FIXED.getTime() + 1000 * version));

/** Compiled once: a trial differs in its folder and its values alone. */
export function compiledPack(folder: string): Frozen {
  makePack(folder);
  writeEvents(folder, 1);
  return frozen(openWorkspace(folder).input);
}
