/** Types as they are written, to types. */
import { DECIMAL_MAX, decimal, ERROR, list, map, scalar, SCALAR_KINDS, struct, type Field, type NamedField, type ScalarKind, type Type } from "../../values/type.ts";
import type { TypeArg, TypeNode } from "../ast/index.ts";
import { nearest } from "../diagnostics/define.ts";
import { diagnose, type Diagnostic } from "../diagnostics/index.ts";

type Report = (diagnostic: Diagnostic) => void;
type Read = (node: TypeNode, within: Within) => Type;
/** Where the type stands: an interval may be an argument's type, and no column's. */
export type TypePlace = "column" | "argument";
type Within = { readonly file: string; readonly place: TypePlace; readonly report: Report };

/** What people coming from elsewhere write. */
const SYNONYMS: Readonly<Record<string, string>> = {
  int: "int64", integer: "int64", bigint: "int64", long: "int64", smallint: "int16", tinyint: "int8", uint: "uint64", text: "string", varchar: "string", char: "string",
  str: "string", boolean: "bool", double: "float64", float: "float64", real: "float32", numeric: "decimal", number: "decimal", datetime: "timestamp", bytes: "binary",
  blob: "binary", array: "list", object: "struct", dict: "map", timestamp_tz: "timestamptz",
};
const MACRO_KINDS = new Set(["table", "columns", "column", "expr", "selector"]);
const WRITTEN: readonly ScalarKind[] = SCALAR_KINDS.filter((kind) => kind !== "null" && kind !== "error");
const NAMES: readonly string[] = [...WRITTEN, "decimal", "list", "struct", "map"];

/** A written type with its `?`. Errors (type `error` then): unknown-type, type-arguments, type-misplaced, duplicate-column. */
export function fieldOf(node: TypeNode, file: string, place: TypePlace, report: Report): Field {
  return { type: typeOf(node, { file, place, report }), nullable: node.nullable };
}

const place = (node: { readonly start: number; readonly end: number }, { file }: Within): { file: string; start: number; end: number } => ({ file, start: node.start, end: node.end });

function typeOf(node: TypeNode, within: Within): Type {
  const read = Object.hasOwn(TAKES_ARGUMENTS, node.name) ? TAKES_ARGUMENTS[node.name] : undefined;
  if (read !== undefined) return read(node, within);
  if (!(WRITTEN as readonly string[]).includes(node.name)) return unknown(node, within);
  if (node.numbers.length > 0 || node.args.length > 0) return misformed(node, `\`${node.name}\`, with nothing behind it`, "takes no arguments", within);
  if (node.name === "interval" && within.place === "column") return misplaced(node, within);
  return scalar(node.name as ScalarKind);
}

function unknown(node: TypeNode, within: Within): Type {
  // What an unreadable text left behind: reported by the parser.
  if (node.name === "") return ERROR;
  if (MACRO_KINDS.has(node.name)) return misplaced(node, within);
  const meant = SYNONYMS[node.name.toLowerCase()] ?? nearest(node.name, NAMES);
  // An edit only where the name alone is wrong: `decimal` without its digits would be the next error.
  const digits = meant === "decimal" && node.numbers.length === 2;
  const whole = meant !== null && node.args.length === 0 && ((WRITTEN as readonly string[]).includes(meant) || digits);
  // Sizes, which only a decimal has, go with the name.
  const end = digits || node.numbers.length === 0 ? node.start + node.name.length : node.end - (node.nullable ? 1 : 0);
  const edits = whole ? [{ ...place(node, within), end, text: meant }] : [];
  within.report(diagnose("unknown-type", { name: node.name, meant }, place(node, within), { edits }));
  return ERROR;
}

function misplaced(node: TypeNode, within: Within): Type {
  within.report(diagnose("type-misplaced", { name: node.name, where: within.place === "column" ? "a column" : "a value" }, place(node, within)));
  return ERROR;
}

function misformed(node: TypeNode, takes: string, problem: string, within: Within): Type {
  within.report(diagnose("type-arguments", { name: node.name, takes, problem }, place(node, within)));
  return ERROR;
}

const element = (arg: TypeArg, within: Within): Field => ({ type: typeOf(arg.type, within), nullable: arg.type.nullable });

const TAKES_ARGUMENTS: Readonly<Record<string, Read>> = {
  decimal: (node, within) => {
    const [precision, scale] = node.numbers;
    const takes = "`decimal(12, 2)`: digits in all, digits behind the point";
    if (precision === undefined || scale === undefined || node.numbers.length !== 2 || node.args.length > 0) return misformed(node, takes, "needs both numbers", within);
    if (!Number.isInteger(precision) || precision < 1 || precision > DECIMAL_MAX) return misformed(node, takes, `1 to ${DECIMAL_MAX} digits in all`, within);
    if (!Number.isInteger(scale) || scale < 0 || scale > precision) return misformed(node, takes, `0 to ${precision} digits behind the point`, within);
    return decimal(precision, scale);
  },
  list: (node, within) => {
    const [of] = node.args;
    if (of === undefined || node.args.length !== 1 || of.name !== null || node.numbers.length > 0) return misformed(node, "`list<T>`", "needs one type", within);
    return list(element(of, within));
  },
  map: (node, within) => {
    const [key, value] = node.args;
    const takes = "`map<K, V>`";
    if (key === undefined || value === undefined || node.args.length !== 2 || node.numbers.length > 0) return misformed(node, takes, "needs the type of keys and that of values", within);
    if (key.type.nullable) return misformed(key.type, takes, "a key is never null", within);
    return map(typeOf(key.type, within), element(value, within));
  },
  struct: (node, within) => {
    const takes = "`struct<a: T, b: U>`";
    if (node.args.length === 0 || node.numbers.length > 0) return misformed(node, takes, "needs at least one field", within);
    const fields: NamedField[] = [];
    const folded = new Map<string, string>();
    for (const arg of node.args) {
      if (arg.name === null) return misformed(arg.type, takes, "this field needs a name", within);
      const name = arg.name.text;
      const other = folded.get(name.toLowerCase());
      if (other === name) return misformed(arg.type, takes, `a second field \`${name}\``, within);
      if (other !== undefined) {
        within.report(diagnose("case-collision", { name, other }, place(arg.name, within)));
        return ERROR;
      }
      folded.set(name.toLowerCase(), name);
      fields.push({ name, ...element(arg, within) });
    }
    return struct(fields);
  },
};
