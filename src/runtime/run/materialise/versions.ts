import { VALID_FROM, VALID_TO } from "../../../ir/storage.ts";
import { identifier, stringLiteral } from "../../sql-text.ts";
import { differ, names, sameKey, type Materialise, type Meeting } from "./mode.ts";

/**
 * The history of each key (SCD 2): other values close its open version and open one, at `at`. Values that are the same change nothing, whatever their
 * `at`; a key that is absent stays open.
 */
export const versions: Materialise<"versions"> = {
  refused: (of) =>
    `SELECT ${names(of.mode.key.map((name) => ({ name })), "s.")}, s.${identifier(of.mode.at)}, p.${VALID_FROM}, ${which(of)} AS differs FROM ${of.staged} s JOIN ${open(of)} p ON ${sameKey(of.mode.key, "p", "s")} WHERE ${changed(of)} AND s.${identifier(of.mode.at)} <= p.${VALID_FROM}`,
  change: (of) => `SELECT count(*) FILTER (p.${VALID_FROM} IS NULL), count(*) FILTER (p.${VALID_FROM} IS NOT NULL AND ${changed(of)}), 0 FROM ${of.staged} s LEFT JOIN ${open(of)} p ON ${sameKey(of.mode.key, "p", "s")}`,
  after: (of) =>
    `SELECT ${names(of.made, "p.")}, p.${VALID_FROM}, CASE WHEN p.${VALID_TO} IS NULL AND s.${identifier(of.mode.at)} IS NOT NULL THEN s.${identifier(of.mode.at)} ELSE p.${VALID_TO} END AS ${VALID_TO}`
    + ` FROM ${of.stored} p LEFT JOIN ${changes(of)} s ON (p.${VALID_TO} IS NULL AND ${sameKey(of.mode.key, "p", "s")})`
    + ` UNION ALL SELECT ${opened(of)} FROM ${of.staged} s ANTI JOIN ${open(of)} p ON (${sameKey(of.mode.key, "p", "s")} AND NOT ${changed(of)})`,
  publish: (of) => [
    { action: "merge", text: `UPDATE ${of.table} p SET ${VALID_TO} = s.${identifier(of.mode.at)} FROM ${of.staged} s WHERE p.${VALID_TO} IS NULL AND ${sameKey(of.mode.key, "p", "s")} AND ${changed(of)}` },
    // What is open now is unchanged.
    { action: "insert", text: `INSERT INTO ${of.table} (${names(of.made)}, ${VALID_FROM}, ${VALID_TO}) SELECT ${opened(of)} FROM ${of.staged} s ANTI JOIN ${of.table} p ON (p.${VALID_TO} IS NULL AND ${sameKey(of.mode.key, "p", "s")})` },
  ],
  first: (of) => `SELECT ${opened(of)} FROM ${of.staged} s`,
};

type Of = Meeting<"versions">;

/** The type of `at`, as readers see it. */
const typeOf = ({ columns }: Of): string => columns.at(-1)?.sqlType ?? "TIMESTAMP";
const open = ({ stored }: Of): string => `(SELECT * FROM ${stored} WHERE ${VALID_TO} IS NULL)`;
/** The names of the columns that differ, in one text: an author seldom knows which it is. */
const which = ({ made, mode }: Of): string =>
  `concat_ws(', ', NULL${made.filter(({ name }) => name !== mode.at && !mode.key.includes(name)).map(({ name }) => `, CASE WHEN p.${identifier(name)} IS DISTINCT FROM s.${identifier(name)} THEN ${stringLiteral(name)} END`).join("")})`;
const changed = ({ made, mode }: Of): string => differ(made, [...mode.key, mode.at], "p", "s");
/** Rows of the run whose key is open with other values. */
const changes = (of: Of): string => `(SELECT s.* FROM ${of.staged} s SEMI JOIN ${open(of)} p ON (${sameKey(of.mode.key, "p", "s")} AND ${changed(of)}))`;
const opened = (of: Of): string => `${names(of.made, "s.")}, s.${identifier(of.mode.at)} AS ${VALID_FROM}, NULL::${typeOf(of)} AS ${VALID_TO}`;
