/** What the samples of diagnostics' pages read: names that a page uses and does not declare. */
export const PAGE_PRELUDE = `
param as_of: date = date "2026-01-31"
source orders = csv("orders.csv") {
  order_id: int64, order_no: string, line_no: int32, customer_id: int64, account: string, day: date, region: string, status: string, sku: string, raw_price: string, raw: string,
  amount: decimal(12, 2), fee: decimal(12, 2), price: decimal(12, 2), placed_at: timestamp, shipped_at: timestamp?, updated_at: timestamp, is_test: bool, is_open: bool, is_closed: bool,
  items: list<struct<sku: string, qty: int32>>, id: int64, qty: int32, email: string?, name: string, tags: list<string>, tags_text: string, meta: json, attrs: map<string, string>,
  weight: float64, x: int64, k: string, state: string, note: string, pattern: string, width: decimal(30, 20), height: decimal(30, 20),
  key [order_id], unique [id],
}
source customers = csv("customers.csv") { id: int64, status: string, region: string, key [id] }
source payments = csv("payments.csv") { payment_id: int64, order_id: int64, key [payment_id] }
source sales = csv("sales.csv") { id: int64, day: date, region: string, amount: decimal(12, 2), tags: list<string>, key [id] }
source players = csv("players.csv") { id: int64, score: int32, key [id] }
source people = csv("people.csv") { id: int64, name: string, key [id] }
source events = csv("events.csv") { at: timestamp, kind: string }
source lines = csv("lines.csv") { order_id: int64, line_no: int32, key [order_id, line_no] }
source a = csv("a.csv") { id: int64, key [id] }
source b = csv("b.csv") { id: int64, key [id] }
source trades = csv("trades.csv") { trade_id: int64, sym: string, ts: timestamp, px: decimal(12, 4), key [trade_id] }
source quotes = csv("quotes.csv") { sym: string, ts: timestamp, bid: decimal(12, 4), key [sym, ts] }
source refunds = csv("refunds.csv") { refund_id: int64, order_id: int64, key [refund_id] }
source readings = csv("readings.csv") { site: string, width: float64 }
source windows = csv("windows.csv") { start: timestamp, stop: timestamp, name: string, key [start] }
source web = csv("web.csv") { id: int64 }
source app = csv("app.csv") { id: string }
source regions = csv("regions.csv") { name: string, key [name] }
`;

/** Pages whose sample is the right form. */
export const RIGHT: readonly string[] = [
  "schema-empty", "contract-type", "unknown-parameter", "unknown-selector", "not-columns", "untyped-null", "aggregate-needs-sort", "limit-arbitrary", "set-columns", "rows-shape",
];

/** Pages whose sample alone gives something else: it is about data, values or other files, is an outline, or needs what the sentence below it says. */
export const NEEDS_MORE: readonly string[] = [
  "too-long", "too-deep", "expression-too-deep", "expansion-too-large", "joins-too-wide", "param-needs-default", "duplicate-let",
  "unknown-param", "ambiguous-param", "param-value", "params-without-value", "module-duplicate", "unknown-export", "private-name", "unknown-function", "unknown-relation", "provider-arguments",
  "reference-arity", "unknown-option", "argument-type", "argument-null", "not-a-struct", "float-sum-needs-key", "explode-names", "recurse-endless",
  "window-misplaced", "frame-bound", "join-condition-missing", "asof-needs-key", "macro-misplaced", "macro-outside-name", "macro-argument", "macro-row",
  "source-missing", "source-value", "engine-conversion", "check-failed", "not-fresh", "null-found", "outside-interval", "year-out-of-range",
  "sql-result-differs", "sql-type-differs", "sql-not-a-select", "sql-reads-unnamed", "function-file-missing",
];
