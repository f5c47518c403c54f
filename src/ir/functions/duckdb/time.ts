import type { EngineFamily } from "./family.ts";

const CLOCK = "the clock would make every run another: `$run_at` is recorded with the run";
const INTERVALS = "intervals are literals: `t + interval \"1 day\"`; computed: `date + n`, `add_months(t, n)`, `add_micros(t, n)`";

export const TIME_OF_DUCKDB: EngineFamily = {
  family: "Time",
  in: [
    ["year", "year"], ["quarter", "quarter"], ["month", "month"], ["day", "day dayofmonth"], ["week", "week weekofyear"], ["iso_year", "isoyear"],
    ["weekday", "isodow"], ["weekday(t) % 7", "dayofweek weekday"], ["iso_year(t) * 100 + week(t)", "yearweek"], ["day_of_year", "dayofyear"], ["hour", "hour"],
    ["minute", "minute"], ["second", "second"], ["second(t) * 1_000_000 + microsecond(t)", "microsecond"], ["second(t) * 1000 + microsecond(t) // 1000", "millisecond"],
    ["year(t), month(t), … by name", "date_part datepart"], ["strftime(t, \"%A\")", "dayname"], ["strftime(t, \"%B\")", "monthname"],
    ["(year(t) - 1) // 10 + 1 and its like: say which count is meant", "decade century millennium"], ["day(last_day(t))", "days_in_month"],
    ["date_trunc", "date_trunc datetrunc"], ["date_diff", "date_diff datediff"], ["micros_between, date_diff", "date_sub datesub"],
    ["t + interval \"…\"", "date_add"], ["last_day", "last_day"], ["make_date", "make_date"], ["make_time", "make_time"],
    ["timestamp(make_date(…), make_time(…)), from_epoch_micros", "make_timestamp"],
    ["at_zone(timestamp(make_date(…), make_time(…)), zone), at_zone(from_epoch_micros(n), \"UTC\")", "make_timestamptz to_timestamp"],
    ["from_epoch_micros(n * 1000)", "make_timestamp_ms"], ["from_epoch_micros(n // 1000)", "make_timestamp_ns"], ["epoch_micros", "epoch_us"],
    ["epoch_micros(t) // 1000", "epoch_ms"], ["epoch_micros(t) / 1_000_000", "epoch"], ["epoch_micros(t) * 1000", "epoch_ns"], ["strftime", "strftime"],
    ["parse_date, parse_timestamp", "strptime try_strptime"], ["at_zone", "timezone"],
    ["time_bucket", "time_bucket"],
  ],
  later: [["the Julian day as a fraction: nothing has needed it yet", "julian"], ["a zone's distance from UTC: the instants differ by `micros_between`", "timezone_hour timezone_minute"]],
  out: [
    [CLOCK, "now today current_date current_localtime current_localtimestamp get_current_time get_current_timestamp transaction_timestamp ago"],
    [INTERVALS, "to_centuries to_days to_decades to_hours to_microseconds to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds to_weeks to_years normalized_interval"],
    ["an interval of years, months and days that depends on the engine: `date_diff` counts boundaries, `micros_between` time", "age"],
    ["times are microseconds", "nanosecond"], ["years are 1 to 9999", "era"], ["a time with a zone and no day is no type of the language", "timetz_byte_comparable"],
  ],
};
