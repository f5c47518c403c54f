// Tables of TPC-H's shape from a seed: the columns, keys, ranges and dependencies of the specification's chapter 4.2, with a plainer grammar of comments.
// Not the specification's own rows: those come from tpchgen-cli (see data.mjs).

const NATIONS = [
  ["ALGERIA", 0], ["ARGENTINA", 1], ["BRAZIL", 1], ["CANADA", 1], ["EGYPT", 4], ["ETHIOPIA", 0], ["FRANCE", 3], ["GERMANY", 3], ["INDIA", 2],
  ["INDONESIA", 2], ["IRAN", 4], ["IRAQ", 4], ["JAPAN", 2], ["JORDAN", 4], ["KENYA", 0], ["MOROCCO", 0], ["MOZAMBIQUE", 0], ["PERU", 1],
  ["CHINA", 2], ["ROMANIA", 3], ["SAUDI ARABIA", 4], ["VIETNAM", 2], ["RUSSIA", 3], ["UNITED KINGDOM", 3], ["UNITED STATES", 1],
];
const REGIONS = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"];
const words = (text) => text.trim().split(/\s+/);
const COLORS = words(`
  almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished chartreuse chiffon chocolate coral cornflower cornsilk
  cream cyan dark deep dim dodger drab firebrick floral forest frosted gainsboro ghost goldenrod green grey honeydew hot indian ivory khaki lace lavender
  lawn lemon light lime linen magenta maroon medium metallic midnight mint misty moccasin navajo navy olive orange orchid pale papaya peach peru pink plum
  powder puff purple red rose rosy royal saddle salmon sandy seashell sienna sky slate smoke snow spring steel tan thistle tomato turquoise violet wheat
  white yellow`);
const TYPES = [words("STANDARD SMALL MEDIUM LARGE ECONOMY PROMO"), words("ANODIZED BURNISHED PLATED POLISHED BRUSHED"), words("TIN NICKEL BRASS STEEL COPPER")];
const CONTAINERS = [words("SM LG MED JUMBO WRAP"), words("CASE BOX BAG JAR PKG PACK CAN DRUM")];
const SEGMENTS = words("AUTOMOBILE BUILDING FURNITURE MACHINERY HOUSEHOLD");
const PRIORITIES = ["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"];
const INSTRUCTIONS = ["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"];
const MODES = ["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"];
const COMMENT = words("the quick final pending regular ironic express special bold even silent furiously carefully slyly accounts deposits requests packages theodolites foxes ideas sleep nag wake");

/** The columns of each table with DuckDB's types, in the order of the specification. */
export const TABLES = {
  region: { r_regionkey: "bigint", r_name: "varchar", r_comment: "varchar" },
  nation: { n_nationkey: "bigint", n_name: "varchar", n_regionkey: "bigint", n_comment: "varchar" },
  supplier: { s_suppkey: "bigint", s_name: "varchar", s_address: "varchar", s_nationkey: "bigint", s_phone: "varchar", s_acctbal: "decimal(15, 2)", s_comment: "varchar" },
  customer: {
    c_custkey: "bigint", c_name: "varchar", c_address: "varchar", c_nationkey: "bigint", c_phone: "varchar", c_acctbal: "decimal(15, 2)", c_mktsegment: "varchar", c_comment: "varchar",
  },
  part: {
    p_partkey: "bigint", p_name: "varchar", p_mfgr: "varchar", p_brand: "varchar", p_type: "varchar", p_size: "integer", p_container: "varchar", p_retailprice: "decimal(15, 2)",
    p_comment: "varchar",
  },
  partsupp: { ps_partkey: "bigint", ps_suppkey: "bigint", ps_availqty: "integer", ps_supplycost: "decimal(15, 2)", ps_comment: "varchar" },
  orders: {
    o_orderkey: "bigint", o_custkey: "bigint", o_orderstatus: "varchar", o_totalprice: "decimal(15, 2)", o_orderdate: "date", o_orderpriority: "varchar", o_clerk: "varchar",
    o_shippriority: "integer", o_comment: "varchar",
  },
  lineitem: {
    l_orderkey: "bigint", l_partkey: "bigint", l_suppkey: "bigint", l_linenumber: "integer", l_quantity: "decimal(15, 2)", l_extendedprice: "decimal(15, 2)",
    l_discount: "decimal(15, 2)", l_tax: "decimal(15, 2)", l_returnflag: "varchar", l_linestatus: "varchar", l_shipdate: "date", l_commitdate: "date", l_receiptdate: "date",
    l_shipinstruct: "varchar", l_shipmode: "varchar", l_comment: "varchar",
  },
};

/** Numbers from a seed: a Weyl sequence through an integer hash (murmur3's finaliser). The same on every machine. */
function randomness(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let h = state;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
  };
  const int = (low, high) => low + Math.floor(next() * (high - low + 1));
  const pick = (list) => list[Math.floor(next() * list.length)];
  const text = (least, most) => Array.from({ length: int(least, most) }, () => pick(COMMENT)).join(" ");
  return { int, pick, text };
}

const FIRST_DAY = Date.UTC(1992, 0, 1) / 86_400_000;
const LAST_ORDER = Date.UTC(1998, 7, 2) / 86_400_000 - FIRST_DAY;
const TODAY = Date.UTC(1995, 5, 17) / 86_400_000 - FIRST_DAY;
const DAYS = Array.from({ length: LAST_ORDER + 152 }, (_, day) => new Date((FIRST_DAY + day) * 86_400_000).toISOString().slice(0, 10));

const cents = (value) => {
  const digits = String(Math.abs(value)).padStart(3, "0");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const named = (what, key) => `${what}#${String(key).padStart(9, "0")}`;
const retailPrice = (part) => 90_000 + (Math.floor(part / 10) % 20_001) + 100 * (part % 1_000);
/** The `nth` (0 to 3) of the four suppliers of a part: steps of a quarter to a third of all, so that they differ however few there are. */
function supplierOf(part, nth, suppliers) {
  const further = Math.floor((part - 1) / suppliers) % Math.max(1, Math.floor(suppliers / 12));
  return ((part + nth * (Math.floor(suppliers / 4) + further)) % suppliers) + 1;
}
const phone = ({ int }, nation) => `${nation + 10}-${int(100, 999)}-${int(100, 999)}-${int(1000, 9999)}`;

/**
 * Rows by table at a scale (1 is 6 million lines), each row as a line of CSV. Equal arguments give equal rows.
 * @param {number} scale
 * @param {number} seed
 * @returns {Record<keyof typeof TABLES, string[]>}
 */
export function generate(scale, seed) {
  const [suppliers, parts, customers, orders] = [10_000, 200_000, 150_000, 1_500_000].map((at1) => Math.max(4, Math.round(at1 * scale)));
  const made = {
    region: REGIONS.map((name, key) => `${key},${name},${name.toLowerCase()}`),
    nation: NATIONS.map(([name, region], key) => `${key},${name},${region},${name.toLowerCase()}`),
    supplier: supplierRows(suppliers, randomness(seed + 1)),
    customer: customerRows(customers, randomness(seed + 2)),
    part: partRows(parts, randomness(seed + 3)),
    partsupp: partSupplierRows(parts, suppliers, randomness(seed + 4)),
  };
  return { ...made, ...orderRows({ orders, customers, parts, suppliers }, randomness(seed + 5)) };
}

function supplierRows(count, random) {
  // The specification has five in ten thousand that were complained of; a small table has one, too.
  const every = Math.max(2, Math.min(count, 2_000));
  return Array.from({ length: count }, (_, at) => {
    const [key, nation] = [at + 1, random.int(0, 24)];
    const complaint = key % every === 1 ? `Customer ${random.pick(COMMENT)} Complaints ` : "";
    return `${key},${named("Supplier", key)},${random.text(2, 4)},${nation},${phone(random, nation)},${cents(random.int(-99_999, 999_999))},${complaint}${random.text(4, 10)}`;
  });
}

const customerRows = (count, random) => Array.from({ length: count }, (_, at) => {
  const [key, nation] = [at + 1, random.int(0, 24)];
  return `${key},${named("Customer", key)},${random.text(2, 4)},${nation},${phone(random, nation)},${cents(random.int(-99_999, 999_999))},${random.pick(SEGMENTS)},${random.text(5, 12)}`;
});

const partRows = (count, random) => Array.from({ length: count }, (_, at) => {
  const [key, maker] = [at + 1, random.int(1, 5)];
  const name = Array.from({ length: 5 }, () => random.pick(COLORS)).join(" ");
  const [type, container] = [TYPES.map(random.pick).join(" "), CONTAINERS.map(random.pick).join(" ")];
  return `${key},${name},Manufacturer#${maker},Brand#${maker}${random.int(1, 5)},${type},${random.int(1, 50)},${container},${cents(retailPrice(key))},${random.text(1, 3)}`;
});

const partSupplierRows = (parts, suppliers, random) => Array.from({ length: parts * 4 }, (_, at) => {
  const part = Math.floor(at / 4) + 1;
  return `${part},${supplierOf(part, at % 4, suppliers)},${random.int(1, 9_999)},${cents(random.int(100, 100_000))},${random.text(6, 14)}`;
});

function orderRows({ orders, customers, parts, suppliers }, random) {
  const [made, lines] = [[], []];
  for (let at = 0; at < orders; at++) {
    // Eight keys of every 32 are used, and a third of the customers never order.
    const key = Math.floor(at / 8) * 32 + (at % 8) + 1;
    const third = random.int(0, Math.floor((customers - 1) / 3)) * 3;
    const customer = Math.max(1, Math.min(third + random.int(1, 2), customers - (customers % 3 === 0 ? 1 : 0)));
    const [day, count] = [random.int(0, LAST_ORDER), random.int(1, 7)];
    let [total, open] = [0, 0];
    for (let number = 1; number <= count; number++) {
      const [part, quantity, discount, tax] = [random.int(1, parts), random.int(1, 50), random.int(0, 10), random.int(0, 8)];
      const [ship, price] = [day + random.int(1, 121), quantity * retailPrice(part)];
      const [commit, receipt] = [day + random.int(30, 90), ship + random.int(1, 30)];
      const flag = receipt <= TODAY ? random.pick(["R", "A"]) : "N";
      total += Math.round((price * (100 - discount) * (100 + tax)) / 10_000);
      if (ship > TODAY) open++;
      lines.push(`${key},${part},${supplierOf(part, random.int(0, 3), suppliers)},${number},${quantity},${cents(price)},${cents(discount)},${cents(tax)},${flag},${ship > TODAY ? "O" : "F"
      },${DAYS[ship]},${DAYS[commit]},${DAYS[receipt]},${random.pick(INSTRUCTIONS)},${random.pick(MODES)},${random.text(2, 5)}`);
    }
    const status = open === 0 ? "F" : open === count ? "O" : "P";
    made.push(`${key},${customer},${status},${cents(total)},${DAYS[day]},${random.pick(PRIORITIES)},${named("Clerk", random.int(1, Math.max(1, Math.round(orders / 1_500))))},0,${random.text(5, 10)}`);
  }
  return { orders: made, lineitem: lines };
}
