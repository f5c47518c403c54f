/**
 * rulepack.json: what a pack is called, where its rules are, where it runs. The host reads the text with `readJson`, validates the
 * value against grammar/schemas/rulepack.json, and hands what the validator said to `manifestProblems`; a value without problems is a manifest.
 */
import { nearest } from "./diagnostics/define.ts";
import { byPlace, diagnose, type Diagnostic, type Place } from "./diagnostics/index.ts";
import type { Level, LintSettings } from "./lint/levels.ts";
import { pointerStep, readJson, type JsonPlace } from "./json-text.ts";

export const MANIFEST_FILE = "rulepack.json";
/** The version of the language that this compiler reads. */
export const LANGUAGE = 1;
/** Packs that come with the program: as dependencies they need no path. */
export const SHIPPED: ReadonlySet<string> = new Set(["std"]);

export type JsonScalar = string | number | boolean | null;
export type ParamJson = JsonScalar | readonly ParamJson[] | { readonly [name: string]: ParamJson };
export type Policy = "read_only" | "service" | "admin";
/** The shape of emitted SQL: columns to stay within; whether a stage joins the select that holds its input; whether subqueries stand in front, by name. */
export type PrintProfile = { readonly width: number; readonly fuse: boolean; readonly ctes: boolean };
export type Profile = {
  readonly name: string;
  readonly engine: "duckdb";
  /** The database file, relative to the pack's folder. */
  readonly warehouse: string;
  readonly schema: string;
  readonly policy: Policy;
  readonly params: Readonly<Record<string, ParamJson>>;
  /** Null: as many as the machine has. */
  readonly threads: number | null;
  /** How many rules are made at a time, never more than there are threads. */
  readonly workers: number;
  /** As the engine takes it (`4GB`); null: the engine's own limit. */
  readonly memory: string | null;
  readonly emit: "auto" | "split" | "joined";
  readonly print: PrintProfile;
  /** The policy of names (lower/identifiers.ts). */
  readonly identifiers: "duckdb-1";
  /** Where runs add events of OpenLineage: a file, or a folder that is there, relative to the pack's folder; null: nowhere. */
  readonly openlineage: string | null;
  /** Names of secrets and of the environment's variables that hold them. */
  readonly secrets: Readonly<Record<string, { readonly env: string }>>;
};
/** `path` is relative to the pack's folder; null: the pack of that name that comes with rulec. */
export type Dependency = { readonly path: string | null; readonly sha256: string | null };
export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly language: 1;
  /** Folders relative to the pack's, without `./` and a trailing slash; `""` is the pack's folder itself. */
  readonly roots: readonly string[];
  readonly params: Readonly<Record<string, ParamJson>>;
  readonly dependencies: Readonly<Record<string, Dependency>>;
  readonly golden: string;
  /** By the lint's name, as it is written. */
  readonly lint: LintSettings;
  /** The name of the profile that is used when none is asked for. */
  readonly profile: string;
  readonly profiles: Readonly<Record<string, Profile>>;
  /** Where in rulepack.json each value stands, by JSON pointer; empty when there is no such file. */
  readonly places: ReadonlyMap<string, JsonPlace>;
};

type GivenProfile = Partial<Omit<Profile, "name" | "print">> & { readonly print?: Partial<PrintProfile> };
/** What rulepack.json holds once it is valid. */
export type ManifestJson = {
  readonly name: string;
  readonly version: string;
  readonly language: 1;
  readonly roots?: readonly string[];
  readonly params?: Readonly<Record<string, ParamJson>>;
  readonly dependencies?: Readonly<Record<string, { readonly path?: string; readonly sha256?: string }>>;
  readonly golden?: string;
  /** A text is why it is off. */
  readonly lint?: Readonly<Record<string, string | { readonly level: Level; readonly reason?: string }>>;
  readonly profile?: string;
  readonly profiles?: Readonly<Record<string, GivenProfile>>;
};

/** One finding of a JSON Schema validator, in the form that ajv gives (with `allErrors`, and `verbose` for `parentSchema`). */
export type SchemaProblem = {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Where the finding is about a property's name. */
  readonly propertyName?: string | undefined;
  readonly message?: string | undefined;
  readonly parentSchema?: unknown;
};
export type ManifestResult = { readonly manifest: Manifest | null; readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads rulepack.json. `validate` is the schema's validator: true, or what is wrong.
 * Errors: manifest-unreadable, manifest-duplicate-property, those of `manifestProblems`, unknown-profile.
 */
export function readManifest(text: string, validate: (value: unknown) => readonly SchemaProblem[]): ManifestResult {
  const json = readJson(text);
  if (!json.ok) return { manifest: null, diagnostics: [diagnose("manifest-unreadable", { problem: json.problem }, place(json))] };
  const diagnostics = [
    ...json.duplicates.map((key) => diagnose("manifest-duplicate-property", { property: key.key }, place(key))),
    ...manifestProblems(validate(json.value), json.places),
  ].toSorted(byPlace);
  if (diagnostics.length > 0) return { manifest: null, diagnostics };
  const manifest = manifestOf(json.value as ManifestJson, json.places);
  const chosen = chooseProfile(manifest, null);
  if ("code" in chosen) diagnostics.push(chosen);
  return { manifest, diagnostics };
}

/** A pack's manifest with every default filled in; `json` has passed the schema. */
export function manifestOf(json: ManifestJson, places: ReadonlyMap<string, JsonPlace> = new Map()): Manifest {
  const profiles = Object.entries(json.profiles ?? {}).map(([name, profile]) => [name, profileOf(name, profile)] as const);
  return {
    name: json.name,
    version: json.version,
    language: json.language,
    roots: (json.roots ?? [""]).map(folder),
    params: json.params ?? {},
    dependencies: Object.fromEntries(Object.entries(json.dependencies ?? {}).map(([name, of]) => [name, { path: of.path ?? null, sha256: of.sha256 ?? null }])),
    golden: folder(json.golden ?? "golden"),
    lint: lintSettings(json.lint ?? {}, places),
    profile: json.profile ?? profiles[0]?.[0] ?? "dev",
    profiles: Object.fromEntries(profiles.length === 0 && json.profile === undefined ? [["dev", profileOf("dev", {})]] : profiles),
    places,
  };
}

const lintSettings = (given: NonNullable<ManifestJson["lint"]>, places: ReadonlyMap<string, JsonPlace>): LintSettings =>
  Object.fromEntries(Object.entries(given).map(([name, set]) => {
    const { level, reason = null } = typeof set === "string" ? { level: "off" as const, reason: set } : set;
    return [name, { level, reason, at: placeOf(places, `/lint${pointerStep(name)}`, "key") }];
  }));

const profileOf = (name: string, given: GivenProfile): Profile => ({
  name,
  engine: given.engine ?? "duckdb",
  warehouse: given.warehouse ?? `target/${name}.duckdb`,
  schema: given.schema ?? "main",
  policy: given.policy ?? "service",
  params: given.params ?? {},
  threads: given.threads ?? null,
  workers: given.workers ?? 2,
  memory: given.memory ?? null,
  emit: given.emit ?? "auto",
  print: { width: given.print?.width ?? 100, fuse: given.print?.fuse ?? true, ctes: given.print?.ctes ?? true },
  identifiers: given.identifiers ?? "duckdb-1",
  openlineage: given.openlineage ?? null,
  secrets: given.secrets ?? {},
});

const folder = (path: string): string => path.split("/").filter((step) => step !== "" && step !== ".").join("/");

/** The profile called `name`, or the pack's own choice; unknown-profile when there is none. */
export function chooseProfile(manifest: Manifest, name: string | null): Profile | Diagnostic {
  const wanted = name ?? manifest.profile;
  const profile = Object.hasOwn(manifest.profiles, wanted) ? manifest.profiles[wanted] : undefined;
  if (profile !== undefined) return profile;
  const known = Object.keys(manifest.profiles);
  const at = name === null ? placeOf(manifest.places, "/profile", "value") : NOWHERE;
  return diagnose("unknown-profile", { profile: wanted, meant: nearest(wanted, known), known }, at);
}

/** What a validator found, each at its line of rulepack.json. */
export function manifestProblems(problems: readonly SchemaProblem[], places: ReadonlyMap<string, JsonPlace>): Diagnostic[] {
  const out: Diagnostic[] = [];
  for (const problem of problems) {
    // These only sum up findings that stand in the list themselves.
    if (problem.keyword === "if" || problem.keyword === "oneOf" || problem.keyword === "anyOf" || problem.keyword === "propertyNames") continue;
    out.push(manifestProblem(problem, places));
  }
  return out;
}

function manifestProblem({ keyword, instancePath, params, propertyName, message, parentSchema }: SchemaProblem, places: ReadonlyMap<string, JsonPlace>): Diagnostic {
  const where = whereOf(instancePath);
  if (propertyName !== undefined) {
    return diagnose("manifest-value", { where: `\`${propertyName}\``, problem: NAME_PROBLEM }, placeOf(places, instancePath + pointerStep(propertyName), "key"));
  }
  if (keyword === "additionalProperties") {
    const property = String(params["additionalProperty"]);
    const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {}).filter((name) => name !== "$schema");
    const at = placeOf(places, instancePath + pointerStep(property), "key");
    return diagnose("manifest-unknown-property", { property, where, meant: nearest(property, known), known }, at);
  }
  if (keyword === "required") {
    const at = placeOf(places, instancePath, "key");
    return diagnose("manifest-missing-property", { property: String(params["missingProperty"]), where }, at);
  }
  const at = placeOf(places, instancePath, "value");
  return diagnose("manifest-value", { where, problem: SAYS[keyword]?.(params, instancePath) ?? message ?? "does not fit the schema" }, at);
}

const NAME_PROBLEM = "must be a name: letters, digits and _, not beginning with a digit";
const SAYS: Readonly<Record<string, (params: Readonly<Record<string, unknown>>, path: string) => string>> = {
  type: ({ type }) => `must be ${listed(type)}`,
  const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`,
  enum: ({ allowedValues }) => `must be one of ${(allowedValues as unknown[]).map((value) => JSON.stringify(value)).join(", ")}`,
  minimum: ({ limit }) => `must be at least ${String(limit)}`,
  maximum: ({ limit }) => `must be at most ${String(limit)}`,
  minLength: () => "must not be empty",
  minItems: () => "must not be empty",
  uniqueItems: () => "says the same twice",
  pattern: (_params, path) => PATTERNS.find(([of]) => of.test(path))?.[1] ?? NAME_PROBLEM,
};
/** What a pattern asks for, in words, by the path that it stands at. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^\/version$/, "must be a version such as 0.1.0"],
  [/^\/(roots\/\d+|golden)$/, "must be a folder inside the pack, written with /"],
  [/\/memory$/, "must be a size such as 4GB or 512MB"],
  [/\/sha256$/, "must be 64 lower-case hexadecimal digits"],
];
const listed = (type: unknown): string => (Array.isArray(type) ? type.join(", ") : String(type).replace(/^(array|object|integer)$/, "an $1").replace(/^(string|number|boolean)$/, "a $1"));

const NOWHERE: Place = { file: MANIFEST_FILE, start: 0, end: 0 };
const place = (span: { readonly start: number; readonly end: number }): Place => ({ file: MANIFEST_FILE, start: span.start, end: span.end });

/** The place of the value, or of the name before it, that a pointer names; of the nearest part around it when there is none. */
export function placeOf(places: ReadonlyMap<string, JsonPlace>, pointer: string, part: "key" | "value"): Place {
  const found = places.get(pointer);
  if (found === undefined) return pointer === "" ? NOWHERE : placeOf(places, pointer.slice(0, pointer.lastIndexOf("/")), "key");
  if (part === "value") return place(found.value);
  return place(found.key ?? { start: found.value.start, end: Math.min(found.value.start + 1, found.value.end) });
}

/** `/profiles/dev/threads` as `profiles.dev.threads`. */
const whereOf = (pointer: string): string =>
  pointer === "" ? MANIFEST_FILE : pointer.slice(1).split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");
