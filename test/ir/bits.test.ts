import { assert, array, nat, property } from "fast-check";
import { expect, test } from "vitest";
import type { ColumnId } from "../../src/ir/id.ts";
import { growingBits, together } from "../../src/ir/props/bits.ts";

test("a set of columns holds what it was made of, however large", () => {
  assert(
    property(array(array(nat(300), { maxLength: 120 }), { minLength: 1, maxLength: 4 }), (parts) => {
      const columns = parts as ColumnId[][];
      const made = columns.reduce((set, part) => together(set, part), together(new Set<ColumnId>(), []));
      const meant = new Set(columns.flat());
      expect([...made].sort((a, b) => a - b)).toEqual([...meant].sort((a, b) => a - b));
      expect(made.size).toBe(meant.size);
      for (let column = 0; column <= 310; column++) expect(made.has(column as ColumnId)).toBe(meant.has(column as ColumnId));
      expect(together(made, made)).toBe(made);
      const grown = growingBits(301);
      for (const column of columns.flat()) grown.add(column);
      expect([grown.size, ...grown]).toEqual([meant.size, ...[...meant].sort((a, b) => a - b)]);
      for (let column = 0; column <= 310; column++) expect(grown.has(column as ColumnId)).toBe(meant.has(column as ColumnId));
    }),
  );
});
