/** What readers of a source or rule may rely on. */
import { interfaceHash } from "../../ir/hash.ts";
import { modeOf, partitionsOf, storedColumns, VALID_FROM, VALID_TO } from "../../ir/storage.ts";
import type { Host, Interface, InterfaceColumn, Props, Rule, Storage } from "../../ir/rule.ts";
import type { BoundSchema } from "../scope.ts";

export const hashed = (of: Omit<Interface, "hash">, host: Host, body: string | null = null): Interface => ({ ...of, hash: interfaceHash(of, host, body) });

export const sourceInterface = (name: string, schema: BoundSchema, host: Host): Interface =>
  hashed({ name, kind: "source", columns: schema.columns, order: [], keys: distinctKeys([...schema.keys, ...schema.uniques].map(({ columns }) => columns)), storage: "source", tier: "canonical" }, host);

/**
 * A finished rule's interface. A contract's types and nulls are what readers see, even where the body happens to give narrower ones.
 * `props` are those of `rule.root`; `body` is the hash of a body that readers put in place of its name.
 */
export function interfaceOf(rule: Rule, props: Props, schema: BoundSchema | null, host: Host, body: string | null): Interface {
  const defs = rule.root.outputs.map((id) => ({ id, def: rule.columns[id] })).filter(({ def }) => def !== undefined);
  const declared = new Map(schema?.columns.map((column) => [column.name, column]));
  const columns = defs.map(({ id, def }): InterfaceColumn => {
    const { name, type, tags, doc } = def as NonNullable<typeof def>;
    const promised = declared.get(name);
    if (promised === undefined) return { name, type, nullable: !props.notNull.has(id), tags, doc };
    return { name, type: promised.type, nullable: promised.nullable, tags: [...new Set([...promised.tags, ...tags])], doc: promised.doc ?? doc };
  });
  const nameOf = (id: number): string | undefined => rule.columns[id]?.name;
  const visible = new Set<number>(rule.root.outputs);
  const proven = props.keys.filter((key) => [...key].every((id) => visible.has(id))).map((key) => [...key].map((id) => nameOf(id) ?? ""));
  const promised = schema === null ? [] : [...schema.keys, ...schema.uniques].map(({ columns: key }) => key);
  return hashed({
    name: rule.name,
    kind: "rule",
    columns: storedColumns(rule.storage, columns),
    order: !beginsInOrder(rule.storage) ? [] : rule.order.map(({ column, desc, nullsFirst }) => ({ name: nameOf(column) ?? "", desc, nullsFirst })),
    keys: keptKeys(rule.storage, distinctKeys([...promised, ...proven])),
    storage: rule.storage.kind,
    tier: rule.tier,
  }, host, body);
}

/** Whether who reads the rule begins in its order. Several files are read side by side, and rows of several runs have none. */
const beginsInOrder = (storage: Storage): boolean => storage.kind !== "view" && storage.kind !== "inline" && partitionsOf(storage).length === 0 && modeOf(storage) === null;

/** Of the keys of one run's rows, those of all that is stored. A table that keeps rows of former runs has the key alone by which it keeps them: rows may stem from another version of the rule. */
export function keptKeys(storage: Storage, keys: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const mode = modeOf(storage);
  if (mode === null) return keys;
  if (mode.mode === "merge") return [mode.key];
  // One version is open, and no two end at one time: with `where valid_to is null` the key tells rows apart.
  return mode.mode === "versions" ? [VALID_FROM, VALID_TO].map((bound) => [...mode.key, bound]) : [];
}

/** Each set of columns once, without those that hold another: a key with one column more says nothing new. */
export function distinctKeys(keys: readonly (readonly string[])[]): (readonly string[])[] {
  const kept: (readonly string[])[] = [];
  for (const key of keys) {
    const names = new Set(key);
    if (kept.some((other) => other.every((name) => names.has(name)))) continue;
    // Those that hold the new one go.
    const rest = kept.filter((other) => !key.every((name) => other.includes(name)));
    kept.splice(0, kept.length, ...rest, key);
  }
  return kept;
}
