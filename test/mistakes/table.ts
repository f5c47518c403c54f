/**
 * What people write who come from elsewhere, what it is called here, and what the compiler tells them. docs/coming-from.md is made of it.
 * A text is what follows `from orders |>`; a whole pipeline where it begins with `from`; declarations where it begins with one of their words.
 */
export type Mistake = {
  readonly from: "SQL" | "dbt and Jinja" | "PRQL and Malloy" | "pandas and Polars" | "other programming languages";
  readonly wrote: string;
  /** The right form, which compiles. */
  readonly here: string;
  readonly code: string;
  /** Words that the message holds: what stands here, so that nobody needs this table. */
  readonly says: readonly string[];
  /** Whether the diagnostic's own edits make `here` of `wrote`, to the letter. */
  readonly fix: boolean;
};

const of = (from: Mistake["from"]) => (wrote: string, here: string, code: string, says: readonly string[] | string, fix: "fix" | "" = ""): Mistake =>
  ({ from, wrote, here, code, says: typeof says === "string" ? [says] : says, fix: fix === "fix" });
const sql = of("SQL");
const dbt = of("dbt and Jinja");
const prql = of("PRQL and Malloy");
const pandas = of("pandas and Polars");
const other = of("other programming languages");

/** What the texts read. */
export const PRELUDE = `
param as_of: date = date "2026-01-31"
source orders = parquet("data/orders.parquet") {
  order_id: int64, customer_id: int64, line_no: int32, status: string, sku: string, placed_at: timestamp, shipped_at: timestamp?,
  amount: decimal(12, 2), fee: decimal(12, 2)?, qty: int64, is_open: bool, note: string?, tags: list<string>, key [order_id],
}
source customers = csv("data/customers.csv") { customer_id: int64, name: string, region: string, key [customer_id] }
source payments = csv("data/payments.csv") { payment_id: int64, order_id: int64, paid: decimal(12, 2), key [payment_id] }
`;

export const MISTAKES: readonly Mistake[] = [
  sql('where status = "paid"', 'where status == "paid"', "equals-sign", "`==`", "fix"),
  sql("where status == 'paid'", 'where status == "paid"', "single-quoted-string", "double quotes", "fix"),
  sql('where status <> "paid"', 'where status != "paid"', "foreign-operator", "`!=`", "fix"),
  sql("where fee == null", "where fee is null", "compare-null", "is null", "fix"),
  sql("where fee != null", "where fee is not null", "compare-null", "is not null", "fix"),
  sql("where fee = null", "where fee is null", "compare-null", "is null", "fix"),
  sql("where fee IS NOT NULL", "where fee is not null", "misspelt-word", "`is not null`", "fix"),
  sql("where fee not null", "where fee is not null", "sql-form", "is not null", "fix"),
  sql("where isnull(fee)", "where fee is null", "unknown-function", "is null"),
  sql("where qty > 1 AND is_open", "where qty > 1 and is_open", "misspelt-word", "`and`", "fix"),
  sql('where status in ("paid", "open")', 'where status in ["paid", "open"]', "missing-braces", "`[ ]`", "fix"),
  sql("where order_id in (select order_id from payments)", "join semi payments as p on order_id == p.order_id", "sql-form", "join semi"),
  sql("where order_id not in (select order_id from payments)", "join anti payments as p on order_id == p.order_id", "sql-form", "join anti"),
  sql("where exists (select 1 from payments)", "join semi payments as p on order_id == p.order_id", "sql-form", "join semi"),
  sql('where sku like "A%"', 'where like(sku, "A%")', "sql-form", "`like(", "fix"),
  sql('where sku ilike "a%"', 'where like(lower(sku), "a%")', "sql-form", "like(lower(", "fix"),
  sql('where sku not like "A%"', 'where not like(sku, "A%")', "sql-form", "like(", "fix"),
  sql("where qty between 1, 10", "where qty between 1 and 10", "between-without-and", "`x between low and high`", "fix"),
  sql("where 0 < qty < 10", "where 0 < qty and qty < 10", "chained-comparison", "a < b and b < c", "fix"),
  sql("group { customer_id } { total: sum(amount) } |> having total > 100", "group { customer_id } { total: sum(amount) } |> where total > 100", "misspelt-word", "`where`", "fix"),
  sql("group by { customer_id } { total: sum(amount) }", "group { customer_id } { total: sum(amount) }", "unneeded-word", "`by`", "fix"),
  sql("group { customer_id } { sum(amount) }", "group { customer_id } { sum: sum(amount) }", "unnamed-entry", "name: expression", "fix"),
  sql("group { customer_id } { status, n: count() }", "group { customer_id, status } { n: count() }", "column-not-grouped", "group"),
  sql("group { status } { n: count(*) }", "group { status } { n: count() }", "star-argument", "count()", "fix"),
  sql("group { status } { n: count(distinct customer_id) }", "group { status } { n: count_distinct(customer_id) }", "sql-form", "count_distinct", "fix"),
  sql("group { status } { n: sum(distinct qty) }", "select { status, qty } |> distinct |> group { status } { n: sum(qty) }", "sql-form", "the stage `distinct`"),
  sql("group { status } { n: count() filter (where qty > 1) }", "group { status } { n: count(where: qty > 1) }", "sql-form", "where:"),
  sql("order by amount desc, order_id |> limit 9", "sort [amount desc, order_id] |> limit 9", "misspelt-word", "`sort`", "fix"),
  sql("sort amount desc, order_id |> limit 9", "sort [amount desc, order_id] |> limit 9", "missing-braces", "`[ ]`", "fix"),
  sql("sort [order_id] |> limit 10, 5", "sort [order_id] |> limit 5, offset: 10", "sql-form", "offset:", "fix"),
  sql("sort [order_id] |> limit 10 offset 5", "sort [order_id] |> limit 10, offset: 5", "sql-form", "offset: ", "fix"),
  sql("sort [order_id] |> offset 5", "sort [order_id] |> limit 10, offset: 5", "sql-form", "offset:"),
  sql("limit 10", "sort [order_id]\n  |> limit 10", "limit-needs-order", "sort by", "fix"),
  sql("select order_id, amount", "select { order_id, amount }", "missing-braces", "`{ }`", "fix"),
  sql("select *", "select @all", "foreign-operator", "@all", "fix"),
  sql("select { *, total: amount * qty }", "select { ...@all, total: amount * qty }", "foreign-operator", "...@all", "fix"),
  sql("select { orders.*, total: amount * qty }", "select { ...@all, total: amount * qty }", "foreign-operator", "...@all"),
  sql("select { amount as total }", "select { total: amount }", "sql-form", "name: expression", "fix"),
  sql("select { order_id amount }", "select { order_id, amount }", "missing-comma", "comma", "fix"),
  sql("select { order_id, amount * 2 }", "select { order_id, value: amount * 2 }", "unnamed-entry", "name: expression", "fix"),
  sql("select * except (note)", "select @all - [note]", "sql-form", "@all - [", "fix"),
  sql("select distinct status", "select { status } |> distinct", "sql-form", "distinct"),
  sql("distinct on (customer_id)", "dedupe on [customer_id] keep first by [order_id]", "sql-form", "dedupe on"),
  sql("select order_id, amount from orders where qty > 1", "from orders |> where qty > 1 |> select { order_id, amount }", "sql-form", "from"),
  sql("rule big ordered by [order_id] { select order_id from orders }", "rule big ordered by [order_id] { from orders |> select { order_id } }", "sql-form", "from"),
  sql("rule big ordered by [order_id] { with paid as (from orders) from paid }", "rule big ordered by [order_id] { let paid = from orders from paid }", "sql-form", "let"),
  sql("left join customers as c on customer_id == c.customer_id", "join left customers as c on customer_id == c.customer_id", "misspelt-word", "`join left`", "fix"),
  sql("join customers c on customer_id == c.customer_id", "join customers as c on customer_id == c.customer_id", "missing-as", "`as c`", "fix"),
  sql("join customers using (customer_id)", "join customers using [customer_id]", "missing-braces", "`[ ]`", "fix"),
  sql("join customers as c on customer_id = c.customer_id", "join customers as c on customer_id == c.customer_id", "equals-sign", "`==`", "fix"),
  sql("join customers as c", "join cross customers as c |> select { order_id, c.name }", "join-condition-missing", ["on", "join cross"]),
  sql("join payments as p on order_id == p.order_id", 'join payments as p on order_id == p.order_id, cardinality: "1:n"', "cardinality-missing", "cardinality", "fix"),
  sql("derive { n: row_number() over (partition by customer_id sort [order_id]) }", "derive { n: row_number() over (by [customer_id] sort [order_id]) }", "misspelt-word", "`by`", "fix"),
  sql("derive { n: row_number() over (by [customer_id] order by order_id) }", "derive { n: row_number() over (by [customer_id] sort [order_id]) }", "misspelt-word", "`sort`", "fix"),
  sql("derive { s: sum(amount) over (by [customer_id] sort [order_id] rows between 6 preceding and current row) }", "derive { s: sum(amount) over (by [customer_id] sort [order_id] rows -6..0) }", "sql-form", "-6..0", "fix"),
  sql("derive { s: sum(amount) over (sort [order_id] rows unbounded preceding) }", "derive { s: sum(amount) over (sort [order_id] rows ..0) }", "sql-form", "rows ..0", "fix"),
  sql("derive { s: sum(amount) over (sort [order_id]) }", "derive { s: sum(amount) over (sort [order_id] rows ..0) }", "frame-missing", "rows ..0", "fix"),
  sql("where row_number() over (by [customer_id] sort [order_id]) = 1", "where row_number() over (by [customer_id] sort [order_id]) == 1", "equals-sign", "`==`", "fix"),
  sql("qualify row_number() over (by [customer_id] sort [order_id]) == 1", "where row_number() over (by [customer_id] sort [order_id]) == 1", "misspelt-word", "`where`", "fix"),
  sql("derive { big: case when amount > 100 then 1 else 0 end }", "derive { big: case { amount > 100 -> 1, else -> 0 } }", "sql-form", "case {", "fix"),
  sql("derive { n: cast(sku as int) }", "derive { n: sku::int64 }", "sql-form", "x::int64", "fix"),
  sql("derive { n: sku::int }", "derive { n: sku::int64 }", "unknown-type", "int64", "fix"),
  sql("derive { n: qty::varchar(20) }", "derive { n: qty::string }", "unknown-type", "string", "fix"),
  sql("derive { n: sku::double }", "derive { n: sku::float64 }", "unknown-type", "float64", "fix"),
  sql("derive { n: sku::numeric(12, 2) }", "derive { n: sku::decimal(12, 2) }", "unknown-type", "decimal", "fix"),
  sql("derive { n: try_cast(sku as int) }", "derive { n: sku::?int64 }", "sql-form", "::?", "fix"),
  sql("derive { f: ifnull(fee, 0) }", "derive { f: coalesce(fee, 0) }", "unknown-function", "coalesce", "fix"),
  sql("derive { f: nvl(fee, 0) }", "derive { f: coalesce(fee, 0) }", "unknown-function", "coalesce", "fix"),
  sql("derive { f: iif(qty > 1, 1, 0) }", "derive { f: if qty > 1 then 1 else 0 }", "unknown-function", "if"),
  sql("where placed_at.date() < current_date", "where placed_at.date() < $as_of", "clock-missing", ["$run_at", "param"]),
  sql("where placed_at.date() < now()", "where placed_at.date() < $as_of", "clock-missing", ["$run_at", "param"]),
  sql("derive { m: date_trunc('month', placed_at) }", 'derive { m: date_trunc("month", placed_at) }', "single-quoted-string", "double quotes", "fix"),
  sql('derive { m: date_trunc("months", placed_at) }', 'derive { m: date_trunc("month", placed_at) }', "argument-value", "`month`", "fix"),
  sql("derive { m: extract(month from placed_at) }", "derive { m: month(placed_at) }", "sql-form", "month(", "fix"),
  sql("where placed_at > \"2026-01-31\"", 'where placed_at > timestamp "2026-01-31 00:00:00"', "operand-types", "timestamp", "fix"),
  sql("where placed_at.date() > \"2026-01-31\"", 'where placed_at.date() > date "2026-01-31"', "operand-types", "date", "fix"),
  sql("derive { due: placed_at + interval 1 day }", "derive { due: placed_at + interval \"1 day\" }", "sql-form", "interval", "fix"),
  sql("derive { label: sku || qty }", "derive { label: f\"{sku}{qty}\" }", "operand-types", "::string"),
  sql("select { order_id } |> union all payments", "select { order_id } |> union all (from payments |> select { order_id })", "set-columns", ["matched by name", "fill"]),
  sql("select { order_id } |> union (select order_id from payments)", "select { order_id } |> union (from payments |> select { order_id })", "sql-form", "from"),
  sql("-- paid orders\nwhere is_open; ", "-- paid orders\nwhere is_open ", "stray-semicolon", "`;`", "fix"),
  sql("where is_open /* for now */", "where is_open -- for now", "foreign-comment", "`--`", "fix"),
  sql("from orders as sku |> where qty > 1", "from orders as o |> where qty > 1", "alias-is-column", "alias"),
  dbt("from {{ ref('orders') }}", "from orders", "foreign-form", ["`orders`", "import"], "fix"),
  dbt("from {{ source(\"raw\", \"orders\") }}", "from orders", "foreign-form", "import", "fix"),
  dbt('{{ config(materialized="table") }}\nrule paid ordered by [order_id] { from orders }', "rule paid as table ordered by [order_id] { from orders }", "foreign-form", "as table"),
  dbt('where placed_at.date() < {{ var("as_of") }}', "where placed_at.date() < $as_of", "foreign-form", "param as_of", "fix"),
  dbt("{% set least = 1 %}\nrule paid ordered by [order_id] { from orders |> where qty > 1 }", "param least: int64 = 1\nrule paid ordered by [order_id] { from orders |> where qty > $least }", "foreign-form", ["param", "profile"]),
  prql("filter qty > 1", "where qty > 1", "misspelt-word", "`where`", "fix"),
  prql("sort {-amount, order_id} |> limit 9", "sort [amount desc, order_id] |> limit 9", "missing-braces", "`[ ]`", "fix"),
  prql("sort [-amount, order_id] |> limit 9", "sort [amount desc, order_id] |> limit 9", "sort-not-column", "amount desc", "fix"),
  prql("derive { total = amount * qty }", "derive { total: amount * qty }", "equals-sign", "`:`", "fix"),
  prql("derive total = amount * qty", "derive { total: amount * qty }", "missing-braces", "`{ }`", "fix"),
  prql("aggregate (sum amount)", "aggregate { total: sum(amount) }", "missing-braces", "name: expression"),
  prql("sort [order_id] |> take 10", "sort [order_id] |> limit 10", "misspelt-word", "`limit`", "fix"),
  pandas("from orders[orders.qty > 1]", "from orders |> where qty > 1", "foreign-form", "|> where"),
  pandas("from orders.groupby(\"status\")", "from orders |> group { status } { n: count() }", "foreign-form", "|> group"),
  pandas("groupby(\"status\")", "group { status } { n: count() }", "foreign-form", "group {"),
  pandas("agg({ n: count() })", "aggregate { n: count() }", "foreign-form", "aggregate {"),
  pandas("merge(customers)", "join customers using [customer_id]", "foreign-form", "join t as q on"),
  pandas("assign(total: amount * qty)", "derive { total: amount * qty }", "foreign-form", "derive {"),
  pandas("with_columns(total: amount * qty)", "derive { total: amount * qty }", "foreign-form", "derive {"),
  pandas("derive { up: transform(tags, lambda x: upper(x)) }", "derive { up: transform(tags, x -> upper(x)) }", "foreign-form", "->", "fix"),
  pandas("where not fee.isna()", "where fee is not null", "unknown-function", "is null"),
  pandas("sort_values([order_id]) |> limit 9", "sort [order_id] |> limit 9", "foreign-form", "sort ["),
  pandas("drop_duplicates([sku])", "dedupe on [sku] keep first by [order_id]", "foreign-form", "dedupe on"),
  pandas("sort [order_id] |> head(10)", "sort [order_id] |> limit 10", "foreign-form", "limit 10"),
  pandas("derive { first: tags[0] }", "derive { first: tags[1] }", "index-before-first", "xs[1]", "fix"),
  pandas("where qty ** 2 > 4", "where pow(qty, 2) > 4", "foreign-form", "pow"),
  pandas("where status == \"a\" or \"b\"", 'where status in ["a", "b"]', "not-a-condition", "x =="),
  other("where qty > 1 && is_open", "where qty > 1 and is_open", "foreign-operator", "`and`", "fix"),
  other("where qty == 1 || is_open", "where qty == 1 or is_open", "foreign-operator", "`or`", "fix"),
  other("where is_open || qty == 1", "where is_open or qty == 1", "foreign-operator", "`or`", "fix"),
  other("where !is_open", "where not is_open", "foreign-operator", "`not`", "fix"),
  other("derive { size: qty > 10 ? \"big\" : \"small\" }", 'derive { size: if qty > 10 then "big" else "small" }', "unexpected-token", "if condition then"),
  other("derive { size: if qty > 10 then 1 }", "derive { size: if qty > 10 then 1 else null }", "unexpected-token", "else null"),
  other('derive { label: sku + "-x" }', 'derive { label: sku || "-x" }', "operand-types", "||", "fix"),
  sql("derive { late: shipped_at - placed_at }", "derive { late: micros_between(placed_at, shipped_at) }", "operand-types", "micros_between("),
  pandas("derive { n: amount // 2 }", "derive { n: amount / 2 }", "operand-types", "`/` gives"),
  other("where any_of([1, 2].map(x -> x + 1), y -> y > 2)", "where any_of([1, 2].transform(x -> x + 1), y -> y > 2)", "unknown-function", "`transform`", "fix"),
  other('derive { n: "1" + 1 }', 'derive { n: "1"::int64 + 1 }', "operand-types", "::int64"),
  other('derive { label: "n: " || qty }', 'derive { label: "n: " || qty::string }', "operand-types", "qty::string"),
  other("where is_open == True", "where is_open == true", "unknown-column", "`true`", "fix"),
  other("where is_open // for now", "where is_open -- for now", "unexpected-token", "comments begin with `--`", "fix"),
  other("# paid orders\nwhere is_open", "-- paid orders\nwhere is_open", "unknown-character", "comments begin with `--`", "fix"),
  other("rule a ordered by [order_id] { let x := amount * 2 from orders |> derive { y: x } }", "rule a ordered by [order_id] { let x = amount * 2 from orders |> derive { y: x } }", "foreign-operator", "`=`", "fix"),
  other("derive { n: qty % 2 = 0 }", "derive { n: qty % 2 == 0 }", "equals-sign", "`==`", "fix"),
  other("derive { n: qty ^ 2 }", "derive { n: pow(qty, 2) }", "unknown-character", "pow"),
  other("where qty =< 3", "where qty <= 3", "foreign-operator", "`<=`", "fix"),
  other("where status === \"paid\"", 'where status == "paid"', "foreign-operator", "`==`", "fix"),
  other("derive { up: transform(tags, x => upper(x)) }", "derive { up: transform(tags, x -> upper(x)) }", "foreign-operator", "`->`", "fix"),
];
