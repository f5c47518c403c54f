/** Takes away all that a difference does not need. */
import type { Value } from "../../values/value.ts";
import { comparedOn, paramsOf, type Given, type Search } from "./compare.ts";
import { isKept, keepsKeys, ordered } from "./tables.ts";
import { usualOf } from "./values.ts";

type Rows = readonly (readonly Value[])[];

/** Rows until none can go, then parameters that may be their defaults, then values that may be plain ones. */
export function shrunk(search: Search, start: Given, wanted: "differs" | "stops"): Given {
  const differs = (given: Given): boolean => comparedOn(search, given) === wanted;
  return plainer(search, usual(search, fewer(search, start, differs), differs), differs);
}

const withRows = (given: Given, name: string, rows: Rows): Given => ({ ...given, tables: new Map([...given.tables, [name, rows]]) });

function fewer({ readings, options }: Search, start: Given, differs: (given: Given) => boolean): Given {
  let given = start;
  for (let again = true; again;) {
    again = false;
    for (const reading of readings) {
      const { name } = reading;
      for (let at = (given.tables.get(name) ?? []).length - 1; at >= 0; at--) {
        const rows = (given.tables.get(name) ?? []).filter((_, i) => i !== at);
        const without = withRows(given, name, rows);
        if (!isKept(reading, rows, paramsOf(options.params, given.params, 1)) || !differs(without)) continue;
        given = without;
        again = true;
      }
    }
  }
  return given;
}

function usual({ options }: Search, start: Given, differs: (given: Given) => boolean): Given {
  let given = start;
  for (const { name, defaults } of options.params) {
    if (defaults.includes(undefined)) continue;
    const without = { ...given, params: new Map([...given.params].filter(([other]) => other !== name)) };
    if (differs(without)) given = without;
  }
  return given;
}

function plainer({ readings, options }: Search, start: Given, differs: (given: Given) => boolean): Given {
  let given = start;
  for (const reading of readings) {
    const rows = given.tables.get(reading.name) ?? [];
    for (const at of rows.keys()) {
      for (const [c, { type }] of reading.columns.entries()) {
        const now = given.tables.get(reading.name) ?? [];
        const was = now[at]?.[c];
        for (const value of usualOf(type).slice(0, 2)) {
          if (value === was) break;
          const changed = ordered(reading, now.map((row, i) => (i === at ? row.map((one, place) => (place === c ? value : one)) : row)));
          const made = withRows(given, reading.name, changed);
          if (!keepsKeys(reading, changed) || !isKept(reading, changed, paramsOf(options.params, given.params, 1)) || !differs(made)) continue;
          given = made;
          break;
        }
      }
    }
  }
  return given;
}
