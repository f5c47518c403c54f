import { arg, rows } from "./row.ts";

const part = (name: string, sql: string, doc: string, examples: readonly [string, string][]) =>
  ({ name, args: [arg("t", "dated")], returns: "int64", nulls: "propagate", duckdb: `${sql}({t})`, doc, examples }) as const;
const clock = (name: string, duckdb: string, doc: string, examples: readonly [string, string][]) =>
  ({ name, args: [arg("t", "clock")], returns: "int64", nulls: "propagate", duckdb, doc, examples }) as const;
const unit = arg("unit", "string", { constant: "literal", value: "unit" });
const dateUnit = arg("unit", "string", { constant: "literal", value: "dateUnit" });

/** The engine reads more than it writes (`5` for `05`, letters of any case); what it would not write so is not taken. */
const parsed = (cast: string): string => {
  const time = "try_strptime({s}, {format})";
  return `case when ${time} >= timestamp '0001-01-01' and strftime(${time}, {format}) = {s} then ${time}${cast} end`;
};

/** The microseconds from 1970 to the year 1, and to the end of 9999. */
const FIRST = "-62135596800000000";
const LAST = "253402300799999999";

/** Microseconds, years 1 to 9999; parts of a timestamptz are those in UTC. */
export const TIME = rows([
  {
    name: "date", args: [arg("t", "timed")], returns: "date", nulls: "propagate", duckdb: "{t}::date",
    doc: "The day of a timestamp; of a timestamptz, the day in UTC.", examples: [['date(timestamp "2024-01-31 23:59:59")', 'date "2024-01-31"']],
  },
  {
    name: "time", args: [arg("t", "timestamp")], returns: "time", nulls: "propagate", duckdb: "{t}::time", doc: "The time of day.",
    examples: [['time(timestamp "2024-01-31 10:00:00")', 'time "10:00:00"']],
  },
  {
    name: "timestamp", args: [arg("date", "date"), arg("time", "time")], returns: "timestamp", nulls: "propagate", duckdb: "{date} + {time}",
    doc: "A day and a time of day together.", examples: [['timestamp(date "2024-01-31", time "10:00:00")', 'timestamp "2024-01-31 10:00:00"']],
  },
  part("year", "year", "The calendar year.", [['year(date "2024-05-06")', "2024"]]),
  part("quarter", "quarter", "The quarter, 1 to 4.", [['quarter(date "2024-05-06")', "2"]]),
  part("month", "month", "The month, 1 to 12.", [['month(date "2024-05-06")', "5"]]),
  part("day", "day", "The day of the month, 1 to 31.", [['day(date "2024-05-06")', "6"]]),
  part("week", "week", "The ISO week: 1 is the week with the year's first Thursday.", [['week(date "2024-12-30")', "1"]]),
  part("iso_year", "isoyear", "The year that the ISO week belongs to.", [['iso_year(date "2024-12-30")', "2025"]]),
  part("weekday", "isodow", "The day of the week: 1 is Monday, 7 Sunday.", [['weekday(date "2024-12-30")', "1"], ['weekday(date "2024-12-29")', "7"]]),
  part("day_of_year", "dayofyear", "The day of the year, from 1.", [['day_of_year(date "2024-12-31")', "366"]]),
  clock("hour", "hour({t})", "The hour of the day, 0 to 23.", [['hour(time "10:11:12")', "10"]]),
  clock("minute", "minute({t})", "The minute, 0 to 59.", [['minute(time "10:11:12")', "11"]]),
  clock("second", "second({t})", "The whole second, 0 to 59.", [['second(time "10:11:12.5")', "12"]]),
  clock("microsecond", "microsecond({t}) % 1000000", "The microseconds of the second, 0 to 999999.", [['microsecond(time "10:11:12.5")', "500000"]]),
  {
    name: "date_trunc", args: [dateUnit, arg("t", "date")], returns: "date", nulls: "propagate", duckdb: "date_trunc({unit}, {t})::date",
    doc: "The first day of a date's year, quarter, month or (ISO) week.",
    examples: [['date_trunc("month", date "2024-02-29")', 'date "2024-02-01"'], ['date_trunc("week", date "2024-02-29")', 'date "2024-02-26"']],
  },
  {
    name: "date_trunc.time", args: [unit, arg("t", "timed")], returns: "second", nulls: "propagate", duckdb: "date_trunc({unit}, {t})",
    doc: "The first instant of a time's unit; its type stays.",
    examples: [['date_trunc("hour", timestamp "2024-02-29 10:59:59")', 'timestamp "2024-02-29 10:00:00"']],
  },
  {
    name: "time_bucket", args: [arg("width", "interval", { constant: "literal", value: "width" }), arg("t", "timed")], returns: "second", nulls: "propagate",
    duckdb: "time_bucket({width}, {t})",
    doc:
      "The beginning of the stretch of time that t lies in: stretches of one width, one of which begins on Monday, 2000-01-03 " +
      "00:00. Months go by `date_trunc`.",
    examples: [
      ['time_bucket(interval "15 minutes", timestamp "2024-02-29 10:59:59")', 'timestamp "2024-02-29 10:45:00"'],
      ['time_bucket(interval "7 days", timestamp "2024-02-29 10:59:59")', 'timestamp "2024-02-26 00:00:00"'],
    ],
  },
  {
    name: "date_diff", args: [unit, arg("a", "sameDated"), arg("b", "sameDated")], returns: "int64", nulls: "propagate",
    duckdb: { special: "date_diff" },
    doc: "How many boundaries of a unit lie between a and b: Mondays for weeks, firsts for months. Negative when b is earlier.",
    examples: [
      ['date_diff("month", date "2024-01-31", date "2024-02-01")', "1"],
      ['date_diff("week", date "2024-01-07", date "2024-01-08")', "1"],
      ['date_diff("day", date "2024-01-02", date "2024-01-01")', "-1"],
    ],
  },
  {
    name: "micros_between", args: [arg("a", "sameTimed"), arg("b", "sameTimed")], returns: "int64", nulls: "propagate",
    duckdb: "epoch_us({b}) - epoch_us({a})",
    doc: "The microseconds from a to b.",
    examples: [['micros_between(timestamp "2024-01-01 00:00:00", timestamp "2024-01-01 00:00:01.5")', "1500000"]],
  },
  {
    name: "add_months", args: [arg("t", "date"), arg("n", "int32")], returns: "date", nulls: "propagate", duckdb: "({t} + to_months({n}))::date",
    doc: "A date n months later; a day that the month lacks becomes its last.", examples: [['add_months(date "2024-01-31", 1)', 'date "2024-02-29"']],
  },
  {
    name: "add_months.time", args: [arg("t", "timed"), arg("n", "int32")], returns: "first", nulls: "propagate", duckdb: "{t} + to_months({n})",
    doc: "A time n months later.", examples: [['add_months(timestamp "2024-03-31 10:00:00", -1)', 'timestamp "2024-02-29 10:00:00"']],
  },
  {
    name: "last_day", args: [arg("t", "dated")], returns: "date", nulls: "propagate", duckdb: "last_day({t})", doc: "The last day of the month.",
    examples: [['last_day(date "2024-02-01")', 'date "2024-02-29"']],
  },
  {
    name: "make_date", args: [arg("year", "anyInteger"), arg("month", "anyInteger"), arg("day", "anyInteger")], returns: "date", nulls: "always",
    duckdb:
      "case when {year} between 1 and 9999 and {month} between 1 and 12 and {day} between 1 and 31 " +
      "then try_cast(printf('%04d-%02d-%02d', {year}::bigint, {month}::bigint, {day}::bigint) as date) end",
    doc: "The date of a year, month and day; null where there is none.",
    examples: [["make_date(2024, 2, 29)", 'date "2024-02-29"'], ["make_date(day: 29, month: 2, year: 2024)", 'date "2024-02-29"'], ["make_date(2023, 2, 29)", "null"]],
  },
  {
    name: "make_time", args: [arg("hour", "anyInteger"), arg("minute", "anyInteger"), arg("second", "anyInteger")], returns: "time", nulls: "always",
    duckdb: "case when {hour} between 0 and 23 and {minute} between 0 and 59 and {second} between 0 and 59 then make_time({hour}::bigint, {minute}::bigint, {second}::double) end",
    doc: "The time of day of an hour, minute and second; null where there is none.",
    examples: [["make_time(10, 5, 0)", 'time "10:05:00"'], ["make_time(24, 0, 0)", "null"]],
  },
  {
    name: "add_micros", args: [arg("t", "timed"), arg("n", "signedInteger")], returns: "first", nulls: "propagate", duckdb: "{t} + to_microseconds({n})",
    doc: "A time n microseconds later: the inverse of `micros_between`.",
    examples: [['add_micros(timestamp "2024-01-01 00:00:00", 1_500_000)', 'timestamp "2024-01-01 00:00:01.5"']],
  },
  {
    name: "epoch_micros", args: [arg("t", "timed")], returns: "int64", nulls: "propagate", duckdb: "epoch_us({t})",
    doc: "The microseconds since 1970 began; a timestamp counts as UTC.", examples: [['epoch_micros(timestamp "1970-01-01 00:00:01")', "1000000"]],
  },
  {
    name: "from_epoch_micros", args: [arg("n", "signedInteger")], returns: "timestamp", nulls: "propagate",
    duckdb: `case when {n} < ${FIRST} or {n} > ${LAST} then error({n} || ' microseconds are outside of the years 1 to 9999') else make_timestamp({n}) end`,
    doc: "The timestamp so many microseconds after 1970 began, in UTC; outside of the years 1 to 9999 an error.",
    examples: [["from_epoch_micros(1000000)", 'timestamp "1970-01-01 00:00:01"']],
  },
  {
    name: "at_zone", args: [arg("t", "timestamptz"), arg("zone", "string")], returns: "timestamp", nulls: "propagate",
    duckdb: "timezone({zone}, {t})",
    doc: "What clocks in a zone showed at an instant. Zones are named as in the IANA database.",
    examples: [['at_zone(timestamptz "2024-01-01 10:00:00Z", "Europe/Berlin")', 'timestamp "2024-01-01 11:00:00"']],
  },
  {
    name: "at_zone.local", args: [arg("t", "timestamp"), arg("zone", "string")], returns: "timestamptz", nulls: "propagate",
    duckdb: "timezone({zone}, {t})",
    doc: "The instant at which clocks in a zone showed this: the later one of two; where they skipped it, as if they had not been put forward.",
    examples: [
      ['at_zone(timestamp "2024-01-01 11:00:00", "Europe/Berlin")', 'timestamptz "2024-01-01 10:00:00Z"'],
      ['at_zone(timestamp "2024-10-27 02:30:00", "Europe/Berlin")', 'timestamptz "2024-10-27 01:30:00Z"'],
      ['at_zone(timestamp "2024-03-31 02:30:00", "Europe/Berlin")', 'timestamptz "2024-03-31 01:30:00Z"'],
    ],
  },
  {
    name: "strftime", args: [arg("t", "dated"), arg("format", "string", { constant: "literal", value: "format" })], returns: "string",
    nulls: "propagate", duckdb: "strftime({t}, {format})",
    doc: "A time as text: `%Y %m %d %H %M %S %f %j %y %b %B %a %A %I %p %-d %-m %-H %%`, with English names; %f is microseconds.",
    examples: [
      ['strftime(date "2024-01-05", "%d.%m.%Y")', '"05.01.2024"'],
      ['strftime(timestamp "2024-01-05 14:03:02", "%a %-d %b, %I:%M %p")', '"Fri 5 Jan, 02:03 PM"'],
    ],
  },
  {
    name: "parse_date", args: [arg("s", "string"), arg("format", "string", { constant: "literal", value: "dateFormat" })], returns: "date", nulls: "always",
    duckdb: parsed("::date"),
    doc: "The date that `strftime` writes so by this format (`%Y %m %-m %b %B %d %-d`); null where there is none.",
    examples: [['parse_date("05.01.2024", "%d.%m.%Y")', 'date "2024-01-05"'], ['parse_date("5.1.2024", "%d.%m.%Y")', "null"]],
  },
  {
    name: "parse_timestamp", args: [arg("s", "string"), arg("format", "string", { constant: "literal", value: "timeFormat" })], returns: "timestamp", nulls: "always",
    duckdb: parsed(""),
    doc: "The timestamp that `strftime` writes so by this format (besides those of `parse_date`: `%H %-H %M %S %f`); null where there is none.",
    examples: [['parse_timestamp("Jan 5 2024, 14:03", "%b %-d %Y, %H:%M")', 'timestamp "2024-01-05 14:03:00"']],
  },
]);
