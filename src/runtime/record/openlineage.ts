/**
 * A run as events of OpenLineage (openlineage.io, 2-0-2), made from its record: one job for the pack's run and, below it, one for each rule, with schemas,
 * columns and what they come from, rows and bytes written, and the promises that were verified. Nothing is sent anywhere.
 * The parts that are used: grammar/schemas/openlineage.json.
 */
import { createHash } from "node:crypto";
import { appendFileSync, statSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "./files.ts";
import type { RuleName } from "../../ir/id.ts";
import { typeText } from "../../values/type.ts";
import type { CompiledRule, CompiledSource } from "../plan-types.ts";
import { outputFile } from "../run/outputs.ts";
import { lineOf, linesOf, type LineOf, type RunRecord } from "./history.ts";
import type { ResultPromise } from "./results.ts";

const SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
const FACETS = {
  schema: ["1-1-1", "SchemaDatasetFacet"], columnLineage: ["1-2-0", "ColumnLineageDatasetFacet"], outputStatistics: ["1-0-2", "OutputStatisticsOutputDatasetFacet"],
  dataQualityAssertions: ["1-0-1", "DataQualityAssertionsDatasetFacet"], sql: ["1-0-1", "SQLJobFacet"], parent: ["1-0-1", "ParentRunFacet"], errorMessage: ["1-0-1", "ErrorMessageRunFacet"],
  processing_engine: ["1-1-1", "ProcessingEngineRunFacet"],
} as const;

export type LineageOf = {
  /** Of jobs; datasets have namespaces by where they lie. */
  readonly namespace: string;
  /** The warehouse as people see it: relative to the pack's folder. */
  readonly warehouse: string;
  readonly rules: readonly CompiledRule[];
  readonly sources: readonly CompiledSource[];
};
type Facets = Readonly<Record<string, object>>;
type Name = { readonly namespace: string; readonly name: string };
type EventType = "START" | "COMPLETE" | "FAIL" | "ABORT";
export type LineageEvent = {
  readonly eventType: EventType; readonly eventTime: string; readonly producer: string; readonly schemaURL: string;
  readonly run: { readonly runId: string; readonly facets: Facets }; readonly job: Name & { readonly facets: Facets };
  readonly inputs: readonly (Name & { readonly facets: Facets; readonly inputFacets: Facets })[]; readonly outputs: readonly (Name & { readonly facets: Facets; readonly outputFacets: Facets })[];
};

/** Empty where the record does not say what the run is. */
export function lineageEvents(record: RunRecord, of: LineageOf): LineageEvent[] {
  const [first, end] = [lineOf(record, "run"), lineOf(record, "end")];
  if (first === null) return [];
  const producer = `urn:rulec:${first.compiler}`;
  const facet: FacetOf = (name, body) => {
    const [version, title] = FACETS[name];
    return { [name]: { _producer: producer, _schemaURL: `https://openlineage.io/spec/facets/${version}/${title}.json#/$defs/${title}`, ...body } };
  };
  const error = errorOf(record, null, facet);
  const event = (eventType: EventType, eventTime: string, rest: Pick<LineageEvent, "run" | "job"> & Partial<LineageEvent>): LineageEvent => ({ eventType, eventTime, producer, schemaURL: SPEC, inputs: [], outputs: [], ...rest });
  const job: Name = { namespace: of.namespace, name: first.pack };
  const engine = facet("processing_engine", { name: first.engine.name, version: first.engine.version, openlineageAdapterVersion: first.compiler });
  const run = (facets: Facets): LineageEvent["run"] => ({ runId: uuidOf(record.run), facets });
  const published = end?.status === "published";
  const ended: EventType = published || end?.status === "nothing" ? "COMPLETE" : end?.status === "failed" ? "FAIL" : "ABORT";
  const naming = namingOf(of, record);
  const events = linesOf(record, "rule").filter(({ status }) => status !== "skipped").flatMap((line) => {
    const rule = of.rules.find(({ name }) => name === line.rule);
    if (rule === undefined) return [];
    const below: Facets = { ...engine, ...facet("parent", { run: { runId: uuidOf(record.run) }, job }) };
    const parts = {
      job: { namespace: of.namespace, name: rule.name, facets: facet("sql", { query: rule.select.text }) },
      inputs: rule.reads.flatMap(({ of: read }) => {
        const name = naming(read.name);
        const promises = linesOf(record, "source").find(({ source }) => source === read.name)?.promises ?? [];
        return name === null ? [] : [{ ...name, facets: {}, inputFacets: promises.length === 0 ? {} : facet("dataQualityAssertions", assertions(promises)) }];
      }),
    };
    const runId = uuidOf(`${record.run} ${rule.name}`);
    const output = { ...(naming(rule.name) as Name), facets: { ...facet("schema", schemaOf(rule)), ...columnsOf(rule, naming, facet) } };
    // What is built becomes data when all of it is published, and not before.
    const how: EventType = line.status === "failed" ? "FAIL" : published ? "COMPLETE" : "ABORT";
    const sizes = facet("outputStatistics", { ...(line.rows === null ? {} : { rowCount: line.rows }), ...(line.bytes === null ? {} : { size: line.bytes }) });
    return [
      event("START", new Date(Date.parse(line.at) - line.ms).toISOString(), { ...parts, run: { runId, facets: below }, outputs: [{ ...output, outputFacets: {} }] }),
      event(how, how === "COMPLETE" ? (end?.at ?? line.at) : line.at, { ...parts, run: { runId, facets: { ...below, ...errorOf(record, rule.name, facet) } }, outputs: [{ ...output, outputFacets: how === "COMPLETE" ? sizes : {} }] }),
    ];
  });
  return [
    event("START", first.started, { run: run(engine), job: { ...job, facets: {} } }),
    ...events.toSorted((a, b) => (a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0)),
    ...(end === null ? [] : [event(ended, end.at, { run: run({ ...engine, ...error }), job: { ...job, facets: {} } })]),
  ];
}

/** Adds a line an event to a file, or to one of the run's own in a folder that is there. Throws what the file system throws. */
export function appendLineage(to: string, events: readonly LineageEvent[], run: string): void {
  const file = statSync(to, { throwIfNoEntry: false })?.isDirectory() === true ? path.join(to, `${run}.jsonl`) : to;
  makeFolder(path.dirname(file));
  appendFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

type FacetOf = (name: keyof typeof FACETS, body: object) => Facets;

/** A UUID that follows from a text: the same run has the same one wherever it is told (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Tables and views by schema and name in their warehouse, files by their path; a source of several files by the folder that holds them all. */
function namingOf({ rules, sources, warehouse }: LineageOf, record: RunRecord): (name: RuleName) => Name | null {
  const database = `duckdb:${warehouse}`;
  const files = new Map(linesOf(record, "source").map((line): [string, LineOf<"source">["files"]] => [line.source, line.files]));
  const names = new Map<RuleName, Name>();
  for (const rule of rules) {
    const file = outputFile(rule);
    names.set(rule.name, file === null ? { namespace: database, name: `${rule.schema}.${rule.table}` } : { namespace: "file", name: file });
  }
  for (const { name, provider } of sources) {
    const read = files.get(name) ?? [];
    names.set(name, provider.kind === "table" ? { namespace: database, name: provider.table } : { namespace: "file", name: read.length === 0 ? name : commonPath(read) });
  }
  return (name) => names.get(name) ?? null;
}

function commonPath(files: readonly string[]): string {
  const [first = "", ...rest] = files;
  if (rest.length === 0) return first;
  const parts = first.split("/").slice(0, -1);
  const depth = parts.findIndex((_, i) => !rest.every((file) => file.startsWith(`${parts.slice(0, i + 1).join("/")}/`)));
  return parts.slice(0, depth === -1 ? parts.length : depth).join("/") || ".";
}

const schemaOf = ({ columns }: CompiledRule): object => ({ fields: columns.map(({ name, type, nullable }, i) => ({ name, type: `${typeText(type)}${nullable ? "?" : ""}`, ordinal_position: i + 1 })) });

/** What a column is computed from is direct, what decided rows, groups or winners is indirect. */
function columnsOf({ lineage }: CompiledRule, naming: (name: RuleName) => Name | null, facet: FacetOf): Facets {
  if (lineage === undefined) return {};
  const field = (place: number, type: "DIRECT" | "INDIRECT"): object[] => {
    const leaf = lineage.leaves[place];
    const name = leaf === undefined ? null : naming(leaf.name);
    return leaf === undefined || name === null ? [] : [{ ...name, field: leaf.column, transformations: [{ type }] }];
  };
  return facet("columnLineage", {
    fields: Object.fromEntries(lineage.columns.map(({ name, value, influence }) => [name, { inputFields: [...value.flatMap((place) => field(place, "DIRECT")), ...influence.flatMap((place) => field(place, "INDIRECT"))] }])),
    dataset: lineage.rows.flatMap((place) => field(place, "INDIRECT")),
  });
}

const assertions = (promises: readonly ResultPromise[]): object => ({ assertions: promises.map(({ says, columns, failing }) => ({ assertion: says, success: failing === 0, ...(columns.length === 1 ? { column: columns[0] } : {}) })) });

function errorOf(record: RunRecord, rule: RuleName | null, facet: FacetOf): Facets {
  const found = linesOf(record, "diagnostic").find((line) => line.diagnostic.severity === "error" && (rule === null || line.rule === rule));
  return found === undefined ? {} : facet("errorMessage", { message: `${found.diagnostic.code}: ${found.diagnostic.title}`, programmingLanguage: "rulec" });
}
