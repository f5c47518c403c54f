// Writes a synthetic pack: one file a node; 30 % sources, 30 % staging, 25 % intermediate (joins), 15 % marts (grouping, case, windows);
// 8–15 columns each. The same count and seed give the same bytes.
//   node bench/generate.mjs NODES DIR [SEED]
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** mulberry32: small, seeded, good enough to vary shapes. */
function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low, high) => low + Math.floor(next() * (high - low + 1));
  return { next, int, pick: (items) => items[int(0, items.length - 1)] };
}

const CORE = [
  ["id", "int64", "Key"], ["customer_id", "int64", "Customer"], ["name", "string", "Name as entered"], ["status", "string", "Life cycle"],
  ["country", "string?", "Two letters"], ["qty", "int32", "Units"], ["amount", "decimal(18, 2)", "Amount"], ["created_at", "timestamp", "When it was made"],
];
const MORE = [
  ["product_id", "int64", "Product"], ["category", "string?", "Category"], ["discount", "decimal(18, 2)", "Discount"], ["score", "float64", "Score"],
  ["is_active", "bool", "Active"], ["event_date", "date", "Day of the event"], ["updated_at", "timestamp", "Last change"],
];

const FILES_PER_FOLDER = 50;

export function nodes(count, seed = 42) {
  const r = randomOf(seed);
  const all = [];
  const add = (kind, prefix, rest) => {
    const index = all.length;
    const node = { kind, index, name: `${prefix}_${String(index).padStart(5, "0")}`, folder: `g${String(Math.floor(index / FILES_PER_FOLDER)).padStart(3, "0")}`, ...rest };
    all.push(node);
    return node;
  };
  const [sources, staging, middle] = [Math.floor(count * 0.3), Math.floor(count * 0.3), Math.floor(count * 0.25)];
  const src = Array.from({ length: sources }, () => add("source", "src", { more: MORE.filter(() => r.next() < 0.5), deps: [] }));
  const stg = Array.from({ length: staging }, (_, i) => add("staging", "stg", { deps: [src[i % sources]], more: src[i % sources].more, low: r.int(1, 90) }));
  const int = [];
  for (let i = 0; i < middle; i++) {
    const deps = [stg[i % staging]];
    const want = r.next() < 0.35 ? 3 : 2;
    while (deps.length < want) {
      const dep = int.length > 0 && r.next() < 0.3 ? int[r.int(Math.max(0, int.length - 400), int.length - 1)] : r.pick(stg);
      if (!deps.includes(dep)) deps.push(dep);
    }
    int.push(add("intermediate", "int", { deps, low: r.int(1, 90) }));
  }
  for (let i = 0; i < count - sources - staging - middle; i++) {
    const deps = [int[i % middle]];
    const want = r.pick([2, 2, 3, 4]);
    while (deps.length < want) {
      const dep = r.next() < 0.6 ? r.pick(int) : r.pick(stg);
      if (!deps.includes(dep)) deps.push(dep);
    }
    add("mart", "fct", { deps, gold: r.int(5000, 9000), silver: r.int(1000, 3000) });
  }
  return all;
}

const imports = (node) => node.deps.map((dep) => `import { ${dep.name} } from "${dep.folder}/${dep.name}"`).join("\n");
const ALIASES = ["a", "b", "c", "d"];

const WRITE = {
  source: (n) => `--- Raw rows of feed ${n.index}.
source ${n.name} = parquet("data/${n.name}.parquet") {
${[...CORE, ...n.more].map(([name, type, doc]) => `  --- ${doc}\n  ${name}: ${type},`).join("\n")}
  key [id],
}
`,
  staging: (n) => `${imports(n)}

--- Staging model ${n.index}
rule ${n.name} ordered by [id] {
  from ${n.deps[0].name}
  |> where status != "deleted" and amount >= ${n.low}.50
  |> derive {
    name: trim(name),
    status: lower(status),
    country: upper(country ?? "xx"),
    size: case { amount > 500 -> "large", amount > 100 -> "medium", else -> "small" },
    month: date_trunc("month", created_at),
    line_total: amount * qty,
    seq: row_number() over (by [customer_id] sort [created_at desc, id]),
  }
  |> check line_total >= 0
  |> select { id, customer_id, name, status, country, qty, amount, created_at, size, month, line_total, seq${n.more.slice(0, 3).map(([name]) => `, ${name}`).join("")} }
}
`,
  intermediate: (n) => `${imports(n)}

--- Intermediate model ${n.index}
rule ${n.name} ordered by [id] {
  from ${n.deps[0].name} as a
${n.deps.slice(1).map((dep, i) => `  |> join left ${dep.name} as ${ALIASES[i + 1]} on a.id == ${ALIASES[i + 1]}.id`).join("\n")}
  |> where a.amount > ${n.low}
  |> select {
    id: a.id, customer_id: a.customer_id, status: a.status, country: a.country, qty: a.qty, amount: a.amount, created_at: a.created_at,
    other_amount: b.amount ?? 0.00,
    units: a.qty + (b.qty ?? 0),
    label: concat_ws("/", a.country, b.status),
    band: case { a.amount > 250 and a.qty > 2 -> "top", a.amount > 50 -> "mid", else -> "low" },
    month: date_trunc("month", a.created_at),${n.deps.length > 2 ? "\n    third_qty: c.qty::float64," : ""}
    running: sum(a.amount) over (by [a.customer_id] sort [a.created_at, a.id] rows ..0),
  }
  |> check running >= amount
}
`,
  mart: (n) => `${imports(n)}

--- Mart model ${n.index}
rule ${n.name} ordered by [country, month] {
  from ${n.deps[0].name} as a
${n.deps.slice(1).map((dep, i) => `  |> join left ${dep.name} as ${ALIASES[i + 1]} on a.id == ${ALIASES[i + 1]}.id`).join("\n")}
  |> group { a.country, month: date_trunc("month", a.created_at) } {
    order_count: count(),
    customer_count: count_distinct(a.customer_id),
    total_amount: sum(a.amount),
    max_amount: max(a.amount),
    paid_amount: sum(case { a.status == "paid" -> a.amount, else -> 0.00 }),
    other_total: sum(b.amount),${n.deps.length > 2 ? "\n    third_units: avg(c.qty)," : ""}${n.deps.length > 3 ? "\n    fourth_kinds: count_distinct(d.status)," : ""}
  }
  |> where order_count >= 1
  |> derive {
    tier: case { total_amount > ${n.gold} -> "gold", total_amount > ${n.silver} -> "silver", else -> "bronze" },
    paid_ratio: paid_amount / total_amount,
    amount_rank: rank() over (sort [total_amount desc]),
  }
  |> check customer_count <= order_count
  |> check paid_ratio <= 1 else warn "{country} paid more than it ordered"
}
`,
};

export const ruleText = (node) => WRITE[node.kind](node);

/** Writes the pack of `count` nodes into `dir`, which is emptied first. */
export function writePack(count, dir, seed = 42) {
  rmSync(dir, { recursive: true, force: true });
  const made = nodes(count, seed);
  for (const folder of new Set(made.map((node) => node.folder))) mkdirSync(join(dir, "rules", folder), { recursive: true });
  writeFileSync(join(dir, "rulepack.json"), `${JSON.stringify({ name: "bench", version: "0.1.0", language: 1, roots: ["rules"], profiles: { dev: { engine: "duckdb", warehouse: "target/dev.duckdb" } } }, null, 2)}\n`);
  for (const node of made) writeFileSync(join(dir, "rules", node.folder, `${node.name}.rule`), ruleText(node));
  return made;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [count, dir, seed] = process.argv.slice(2);
  if (count === undefined || dir === undefined) {
    process.stderr.write(`usage: node ${join(dirname(process.argv[1]), "generate.mjs")} NODES DIR [SEED]\n`);
    process.exitCode = 2;
  } else {
    const made = writePack(Number(count), dir, Number(seed ?? 42));
    process.stdout.write(`${made.length} files in ${dir}\n`);
  }
}
