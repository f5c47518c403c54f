-- source case.events
-- promised: not_null [id]; not_null [day]; not_null [at]; not_null [seen]; not_null [clock]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where "at" is null) as null_at_2,
  count(*) filter (where seen is null) as null_seen_3,
  count(*) filter (where clock is null) as null_clock_4
from events
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from events
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.moved
select
  id,
  day + 1 as next,
  date '2026-03-01' - day as days,
  (day + interval '1 month')::date as month_later,
  day + interval '12 hours' as half_day,
  "at" + interval '1 month 2 hours' as later,
  date_trunc('month', "at") as to_month,
  date_trunc('week', day)::date as monday,
  last_day(day) as "end",
  date_diff('month', day, date '2026-03-01') as months,
  epoch_us(timestamp '2026-03-01 00:00:00') - epoch_us("at") as took
from events
order by id nulls last

-- rule case.parts
select
  id,
  year(day) as y,
  quarter(day) as q,
  month("at") as m,
  week(day) as w,
  isoyear(day) as wy,
  isodow(day) as wd,
  dayofyear(day) as yd,
  hour("at") as h,
  minute(clock) as mi,
  second("at") as s,
  microsecond("at") % 1000000 as us
from events
order by id nulls last

-- rule case.zoned
select
  id,
  timezone('Europe/Berlin', seen) as berlin,
  timezone('America/New_York', "at") as instant,
  timezone('Asia/Tokyo', seen)::date as day_there,
  strftime("at", '%a %-d %b %Y, %H:%M:%S.%f') as text,
  "at"::varchar as written,
  "at"::date as as_day,
  case
    when 2026 between 1 and 9999 and 2 between 1 and 12 and 30 between 1 and 31 then try_cast(printf('%04d-%02d-%02d', 2026::bigint, 2::bigint, 30::bigint) as date)
  end::date as made,
  null::date as bad
from events
order by id nulls last
