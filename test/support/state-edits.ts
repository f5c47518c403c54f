/** A pack, and edits that change what one of its rules means, with its name. */
import type { Files } from "./edits.ts";

const HEAD = `source orders = csv("data/*.csv") { id: int64, customer: int64, amount: decimal(12, 2), placed: timestamp, status: string?, key [id] }
source customers = parquet("customers.parquet") { id: int64, name: string, country: string, key [id] }
param least: int64 = 5
`;
const RULES: Readonly<Record<string, string>> = {
  paid: `rule paid ordered by [id] { let rows = from orders |> where status == "paid" and amount > 10 from rows |> select { id, customer, amount, day: placed.date() } }`,
  daily: `rule daily ordered by [day] { from paid |> group { day } { total: sum(amount), n: count() } |> check total > 0 else warn "none on {day}" }`,
  best: `rule best as parquet("out/best.parquet") ordered by [country] { from paid as p |> join customers as c on p.customer == c.id |> group { c.country, c.name } { total: sum(amount) } |> dedupe on [country] keep first by [total desc, name] }`,
  big: `rule big ordered by [id] { from paid |> where id >= $least |> derive { twice: amount * 2 } }`,
  ranked: `rule ranked ordered by [id] { from paid |> derive { nth: row_number() over (sort [amount desc, id]) } |> where nth <= 3 }`,
  listed: `rule listed ordered by [customer] { from paid |> group { customer } { days: list(day, sort: [day, id]) } |> derive { years: days.transform(d -> d.year()) } }`,
  seen: `rule seen as view { from paid |> select { id, amount } }`,
};
const textOf = (head: string, rules: Readonly<Record<string, string>>): Files => new Map([["m.rule", `${head}${Object.values(rules).join("\n")}\n`]]);

export const basePack: Files = textOf(HEAD, RULES);

/** The rule that means something else, and the words in it, or in what stands before the rules. */
export const HARMFUL: readonly (readonly [rule: string, from: string, to: string])[] = [
  ["paid", `"paid"`, `"Paid"`], ["paid", "amount > 10", "amount >= 10"], ["paid", "amount > 10", "amount > 11"], ["paid", " and ", " or "], ["paid", "id, customer, amount", "id, customer: customer + 1, amount"],
  ["paid", "day: placed.date()", "day: placed.date(), more: id"], ["paid", "ordered by [id]", "ordered by [id desc]"], ["paid", "day: placed.date()", "day: placed.date(), status"], ["paid", "ordered by [id] {", `as csv("out/paid.csv") ordered by [id] {`],
  ["daily", "sum(amount)", "max(amount)"], ["daily", "count()", "count(amount)"], ["daily", "n: count()", "many: count()"], ["daily", "total > 0", "total > 1"], ["daily", "else warn", "else error"],
  ["best", "join customers", "join left customers"], ["best", "total desc, name", "total, name"], ["best", "total desc, name", "total desc, name desc"], ["best", "out/best.parquet", "out/better.parquet"], ["best", "keep first", "keep last"],
  ["big", ">= $least", "> $least"], ["big", "amount * 2", "amount + 2"], ["big", "ordered by [id]", "unordered"], ["big", "twice:", "double:"], ["big", "int64 = 5", "int64 = 6"],
  ["ranked", "amount desc, id", "amount, id"], ["ranked", "nth <= 3", "nth <= 4"], ["ranked", "row_number()", "rank()"],
  ["listed", "[day, id]", "[day desc, id]"], ["listed", ".year()", ".month()"], ["listed", "group { customer }", "group { customer: customer % 10 }"],
  ["seen", "as view", "ordered by [id]"], ["seen", "id, amount", "amount, id"],
  ["paid", "data/*.csv", "data/2026/*.csv"], ["paid", "amount: decimal(12, 2)", "amount: decimal(14, 2)"], ["best", "name: string", "name: string?"], ["paid", `csv("data/*.csv")`, `csv("data/*.csv", delimiter: ";")`],
];

export function harmed([rule, from, to]: (typeof HARMFUL)[number]): Files {
  const own = RULES[rule] as string;
  return own.includes(from) ? textOf(HEAD, { ...RULES, [rule]: own.replace(from, () => to) }) : textOf(HEAD.replace(from, () => to), RULES);
}
