/** Semijoins and antijoins that compare more than equal columns. */
import { isEquality } from "../../ir/build.ts";
import type { Join } from "../../ir/rel.ts";
import type { Block } from "./block.ts";

/** Whether every row that the other side has for a key must be looked at: `l.supplier != other.supplier`. */
const comparesMore = ({ on }: Join): boolean => on.some((condition) => !isEquality(condition));

/**
 * Whether what is joined so far is to be a subquery of its own. Among other joins DuckDB takes a semijoin for a condition on one table, whatever it compares, and
 * looks up rows that a join would have dropped; behind a subquery it sees to them last, as it does to an `exists`.
 */
export const comesLast = (rel: Join, left: Block): boolean =>
  (rel.how === "semi" || rel.how === "anti") && comparesMore(rel) && left.query.from.some(({ join }) => join !== null && !/^(?:semi|anti) /.test(join.how));
