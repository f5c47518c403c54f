import { INT64 } from "../../values/type.ts";
import { arg, rows } from "./row.ts";

const x = [arg("x", "number")];
const digits = (value: "floatDigits" | "scale") => arg("digits", "int32", { constant: "literal", value, default: { value: "0", type: INT64 } });
/** The results: of 2.5 and of -2.5. */
const whole = (name: string, doc: string, [up, down]: readonly [string, string]) => [
  {
    name, args: [arg("x", "float")], returns: "first", nulls: "propagate", duckdb: `${name}({x})`, doc,
    examples: [[`${name}(2.5e0)`, `${up}e0`], [`${name}(-2.5e0)`, `${down}e0`]],
  },
  {
    name: `${name}.decimal`, args: [arg("x", "decimal")], returns: "whole", nulls: "propagate", duckdb: `${name}({x})`,
    doc: `${doc} A decimal stays one.`, examples: [[`${name}(2.5)`, up], [`${name}(-2.5)`, down]],
  },
  {
    name: `${name}.integer`, args: [arg("x", "wideInteger")], returns: "first", nulls: "propagate", duckdb: "{x}",
    doc: "An integer is whole as it is.", examples: [[`${name}(-3)`, "-3"]],
  },
] as const;

/** The guard lets infinity through as null: the engine fails there. */
const trigonometric = (name: string, doc: string, example: readonly [string, string]) => {
  const duckdb = `${name}(nullif(nullif({x}, 'inf'::double), '-inf'::double))`;
  return { name, args: x, returns: "float64", nulls: "always", approximate: true, duckdb, doc, examples: [example] } as const;
};

/** Functions outside their domain give null. */
export const NUMBERS = rows([
  {
    name: "abs", args: [arg("x", "wideInteger")], returns: "first", nulls: "propagate", duckdb: "abs({x})", doc: "Without its sign.",
    examples: [["abs(-3)", "3"]],
  },
  {
    name: "abs.decimal", args: [arg("x", "decimal")], returns: "first", nulls: "propagate", duckdb: "abs({x})", doc: "A decimal without its sign.",
    examples: [["abs(-1.50)", "1.50"]],
  },
  {
    name: "abs.float", args: [arg("x", "float")], returns: "first", nulls: "propagate", duckdb: "abs({x})", doc: "A float without its sign.",
    examples: [["abs(-1e3)", "1e3"]],
  },
  {
    name: "sign", args: x, returns: "int64", nulls: "propagate", duckdb: "sign({x})::bigint",
    doc: "-1, 0 or 1; 0 for NaN.", examples: [["sign(-2.5)", "-1"], ["sign(0)", "0"]],
  },
  {
    name: "round", args: [arg("x", "float"), digits("floatDigits")], returns: "first", nulls: "propagate", duckdb: "round({x}, {digits})",
    doc: "To so many digits behind the point, half away from zero: a float's is `round(x * 10^n) / 10^n`.",
    examples: [["round(2.5e0)", "3e0"], ["round(-2.5e0)", "-3e0"], ["round(1.005e0, 2)", "1e0"]],
  },
  {
    name: "round.decimal", args: [arg("x", "decimal"), digits("scale")], returns: "rounded", nulls: "propagate", duckdb: "round({x}, {digits})",
    doc: "A decimal to so many digits behind the point, exactly half away from zero.", examples: [["round(1.005, 2)", "1.01"], ["round(-2.5)", "-3"]],
  },
  {
    name: "round.integer", args: [arg("x", "wideInteger"), digits("scale")], returns: "first", nulls: "propagate", duckdb: "{x}",
    doc: "An integer is whole as it is.", examples: [["round(5)", "5"]],
  },
  ...whole("trunc", "Without the fraction, towards zero.", ["2", "-2"]),
  ...whole("floor", "The next whole number down.", ["2", "-3"]),
  ...whole("ceil", "The next whole number up.", ["3", "-2"]),
  {
    name: "div", args: [arg("a", "exact"), arg("b", "exact"), arg("scale", "int32", { constant: "literal", value: "scale" })], returns: "quotient",
    nulls: "divisor", duckdb: { special: "div" },
    doc: "The quotient of decimals with so many digits behind the point, half away from zero; null by zero.",
    examples: [["div(10, 3, scale: 2)", "3.33"], ["div(2, 3, scale: 2)", "0.67"], ["div(-0.05, 2, scale: 2)", "-0.03"], ["div(1, 0, scale: 2)", "null"]],
  },
  {
    name: "sqrt", args: x, returns: "float64", nulls: "always", duckdb: "sqrt(nullif(greatest({x}, -5e-324), -5e-324))",
    doc: "The square root; null below zero.", examples: [["sqrt(9)", "3e0"], ["sqrt(-1)", "null"]],
  },
  {
    name: "cbrt", args: x, returns: "float64", nulls: "propagate", approximate: true, duckdb: "cbrt({x})",
    doc: "The cube root, of negative numbers too.", examples: [["cbrt(8)", "2e0"]],
  },
  { name: "pi", args: [], returns: "float64", nulls: "never", duckdb: "pi()", doc: "The float64 nearest to π.", examples: [["pi()", "3.141592653589793e0"]] },
  {
    name: "degrees", args: x, returns: "float64", nulls: "propagate", duckdb: "degrees({x})",
    doc: "An angle in radians as degrees: times (180 / π), in float64.", examples: [["degrees(pi())", "180e0"]],
  },
  {
    name: "radians", args: x, returns: "float64", nulls: "propagate", duckdb: "radians({x})",
    doc: "An angle in degrees as radians: times (π / 180), in float64.", examples: [["radians(180)", "3.141592653589793e0"]],
  },
  {
    name: "gcd", args: [arg("a", "signedInteger"), arg("b", "signedInteger")], returns: "first", nulls: "propagate",
    duckdb: "gcd({a}::hugeint, {b}::hugeint)::bigint",
    doc: "The greatest integer that divides both; 0 for two zeros.", examples: [["gcd(12, -18)", "6"], ["gcd(0, 5)", "5"]],
  },
  {
    name: "lcm", args: [arg("a", "signedInteger"), arg("b", "signedInteger")], returns: "first", nulls: "propagate",
    duckdb: "lcm({a}::hugeint, {b}::hugeint)::bigint",
    doc: "The least positive integer that both divide; 0 where one is 0. Overflow is an error.", examples: [["lcm(4, 6)", "12"], ["lcm(0, 5)", "0"]],
  },
  {
    name: "exp", args: x, returns: "float64", nulls: "propagate", approximate: true, duckdb: "exp({x})",
    doc: "e to the power of x.", examples: [["exp(0)", "1e0"]],
  },
  {
    name: "ln", args: x, returns: "float64", nulls: "always", approximate: true, duckdb: "ln(nullif(greatest({x}, 0), 0))",
    doc: "The natural logarithm; null from zero downwards.", examples: [["ln(1)", "0e0"], ["ln(0)", "null"]],
  },
  {
    name: "log10", args: x, returns: "float64", nulls: "always", approximate: true, duckdb: "log10(nullif(greatest({x}, 0), 0))",
    doc: "The logarithm to base 10; null from zero downwards.", examples: [["log10(1000)", "3e0"]],
  },
  {
    name: "log2", args: x, returns: "float64", nulls: "always", approximate: true, duckdb: "log2(nullif(greatest({x}, 0), 0))",
    doc: "The logarithm to base 2; null from zero downwards.", examples: [["log2(8)", "3e0"]],
  },
  {
    name: "pow", args: [arg("x", "number"), arg("y", "number")], returns: "float64", nulls: "always", approximate: true, duckdb: { special: "pow" },
    doc: "x to the power of y; null where no real number is.", examples: [["pow(2, 10)", "1024e0"], ["pow(-8, 0.5)", "null"], ["pow(0, -1)", "null"]],
  },
  trigonometric("sin", "The sine of an angle in radians.", ["sin(0)", "0e0"]),
  trigonometric("cos", "The cosine of an angle in radians.", ["cos(0)", "1e0"]),
  trigonometric("tan", "The tangent of an angle in radians.", ["tan(0)", "0e0"]),
  {
    name: "asin", args: x, returns: "float64", nulls: "always", approximate: true, duckdb: "case when {x} between -1 and 1 then asin({x}) end",
    doc: "The angle in radians whose sine is x; null outside of -1 to 1.", examples: [["asin(0)", "0e0"], ["asin(2)", "null"]],
  },
  {
    name: "acos", args: x, returns: "float64", nulls: "always", approximate: true, duckdb: "case when {x} between -1 and 1 then acos({x}) end",
    doc: "The angle in radians whose cosine is x; null outside of -1 to 1.", examples: [["acos(1)", "0e0"]],
  },
  {
    name: "atan", args: x, returns: "float64", nulls: "propagate", approximate: true, duckdb: "atan({x})",
    doc: "The angle in radians whose tangent is x.", examples: [["atan(0)", "0e0"]],
  },
  {
    name: "atan2", args: [arg("y", "number"), arg("x", "number")], returns: "float64", nulls: "propagate", approximate: true,
    duckdb: "atan2({y}, {x})",
    doc: "The angle of the point (x, y) in radians.", examples: [["atan2(0, 1)", "0e0"]],
  },
  {
    name: "is_nan", args: [arg("x", "float")], returns: "bool", nulls: "propagate", duckdb: "isnan({x})", doc: "Whether a float is not a number.",
    examples: [["is_nan(1e0)", "false"]],
  },
  {
    name: "is_finite", args: [arg("x", "float")], returns: "bool", nulls: "propagate", duckdb: "isfinite({x})",
    doc: "Whether a float is neither infinite nor NaN.", examples: [["is_finite(1e0)", "true"]],
  },
  {
    name: "bit_and", args: [arg("a", "wideInteger"), arg("b", "wideInteger")], returns: "sameInteger", nulls: "propagate", duckdb: "{a} & {b}",
    doc: "The bits that both have.", examples: [["bit_and(12, 10)", "8"]],
  },
  {
    name: "bit_or", args: [arg("a", "wideInteger"), arg("b", "wideInteger")], returns: "sameInteger", nulls: "propagate", duckdb: "{a} | {b}",
    doc: "The bits that one has.", examples: [["bit_or(12, 10)", "14"]],
  },
  {
    name: "bit_xor", args: [arg("a", "wideInteger"), arg("b", "wideInteger")], returns: "sameInteger", nulls: "propagate", duckdb: "xor({a}, {b})",
    doc: "The bits that one has and the other has not.", examples: [["bit_xor(12, 10)", "6"]],
  },
  {
    name: "bit_not", args: [arg("x", "signedInteger")], returns: "first", nulls: "propagate", duckdb: "~{x}", doc: "Every bit turned over.",
    examples: [["bit_not(0)", "-1"]],
  },
  {
    name: "bit_count", args: [arg("x", "signedInteger")], returns: "int64", nulls: "propagate", duckdb: "bit_count({x}::bigint)::bigint",
    doc: "How many of the 64 bits are set.", examples: [["bit_count(11)", "3"], ["bit_count(-1)", "64"]],
  },
  {
    name: "shift_left", args: [arg("x", "signedInteger"), arg("n", "integer")], returns: "first", nulls: "always", duckdb: { special: "shift_left" },
    doc: "x · 2ⁿ by bits; null for a negative x and outside of 0 to 63 places, overflow is an error.",
    examples: [["shift_left(1, 4)", "16"], ["shift_left(1, 64)", "null"]],
  },
  {
    name: "shift_right", args: [arg("x", "signedInteger"), arg("n", "integer")], returns: "first", nulls: "always",
    duckdb: { special: "shift_right" },
    doc: "x without its last n bits, the sign kept; null outside of 0 to 63 places.",
    examples: [["shift_right(16, 4)", "1"], ["shift_right(-8, 1)", "-4"]],
  },
]);
