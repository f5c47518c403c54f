/** Calls of the functions of dates and times, to be held against an engine. */
import { given, givenLiteral, type Call, type GivenArg } from "../evaluate/differential.ts";
import { nasty, product, products } from "./call-products.ts";

const DATED = ["date", "timestamp", "timestamptz"];
const UNITS = ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond"];
const unit = (name: string): readonly GivenArg[] => [givenLiteral("string", name)];
/** Years that no shift by a few years leaves. */
const isInside = (text: string): boolean => text > "0200" && text < "9800";
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC", "europe/berlin", "Pacific/Apia", "Australia/Lord_Howe", "Etc/GMT+3"];
const zones = [ZONES.map((zone) => given("string", zone)), [given("string?", null), given("string?", "Asia/Kolkata")]];
const FORMATS = ["%Y-%m-%d", "%H:%M:%S.%f", "%j %y %b %B %a %A", "%I %p %-d %-m %-H %%", "q%%Y %Y%m", "Ünï %d😀"];

const parts: readonly Call[] = [
  ...["year", "quarter", "month", "day", "week", "iso_year", "weekday", "day_of_year", "last_day"].flatMap((fn) => DATED.flatMap((type) => products(fn, nasty(type)))),
  ...["hour", "minute", "second", "microsecond"].flatMap((fn) => ["time", "timestamp", "timestamptz"].flatMap((type) => products(fn, nasty(type)))),
  ...["date", "epoch_micros"].flatMap((fn) => ["timestamp", "timestamptz"].flatMap((type) => products(fn, nasty(type)))), ...products("time", nasty("timestamp")),
  ...products("timestamp", nasty("date"), nasty("time")),
  ...UNITS.flatMap((name) => ["timestamp", "timestamptz", ...(UNITS.indexOf(name) < 5 ? ["date"] : [])].flatMap((type) => products("date_trunc", [unit(name)], nasty(type)))),
];
const between: readonly Call[] = [
  ...UNITS.flatMap((name) => DATED.flatMap((type) => product("date_diff", unit(name), nasty(type)[0] ?? [], nasty(type)[1] ?? []))),
  ...["timestamp", "timestamptz"].flatMap((type) => products("micros_between", nasty(type), nasty(type))), ...products("subtract", nasty("date"), nasty("date")),
];
const SPANS = ["0 0 0", "1 0 0", "-1 0 0", "13 0 0", "0 31 0", "0 -1 0", "1 1 1", "0 0 129600000000", "-25 3 -1", "12 0 86400000000"];
const counts = (...all: readonly string[]): readonly (readonly GivenArg[])[] => [all.map((n) => given("int64", n)), [given("int32?", null), ...all.map((n) => given("int32?", n))]];
const shifts: readonly Call[] = [
  ...["add", "subtract"].flatMap((fn) => [
    ...products(fn, nasty("date", isInside), counts("0", "1", "-1", "31", "366", "-1000")),
    ...DATED.flatMap((type) => products(fn, nasty(type, isInside), [SPANS.map((span) => given("interval", span))])),
    ...SPANS.flatMap((span) => products(fn, nasty("date", isInside), [[givenLiteral("interval", span)]])),
  ]),
  ...DATED.flatMap((type) => products("add_months", nasty(type, isInside), counts("0", "1", "-1", "11", "12", "-13", "1200"))), ...products("add_months", nasty("date"), counts("0")),
  ...["timestamp", "timestamptz"].flatMap((type) => products("add_micros", nasty(type, isInside), counts("0", "1", "-1", "2147483647"))),
];
const calendars: readonly (readonly GivenArg[])[] = counts("-2147483648", "-1", "0", "1", "2", "4", "12", "13", "28", "29", "30", "31", "32", "100", "1900", "2000", "2023", "2024", "9999", "10000");
const making: readonly Call[] = [
  ...products("make_date", calendars, calendars.slice(0, 1), calendars.slice(1)), ...products("make_date", nasty("int64"), nasty("uint64"), nasty("int8")),
  ...products("make_time", counts("-1", "0", "23", "24"), counts("0", "59", "60"), counts("-1", "0", "59", "60", "2147483647")),
  ...product("from_epoch_micros", ["0", "1", "-1", "253402300799999999", "-62135596800000000", "9223372036854775807", "-9223372036854775808"].map((n) => given("int64", n))),
];
const zoned: readonly Call[] = ["timestamp", "timestamptz"].flatMap((type) => products("at_zone", nasty(type, (text) => text > "0001-02" && text < "9999-12"), zones));
const written: readonly Call[] = FORMATS.flatMap((format) => DATED.flatMap((type) => products("strftime", nasty(type), [unit(format)])));

export const TIME_CALLS = { parts, between, shifts, making, zoned, written } as const;
