-- source case.readings
-- promised: not_null [site]; not_null [day]
select
  count(*) filter (where site is null) as null_site_0,
  count(*) filter (where day is null) as null_day_1
from readings
-- promised: key [site, day]
with filtered as (
  select count(*) as rows
  from readings
  group by site, day
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.every_day
with grouped as (
  select site, min(day) as first, max(day) as last
  from readings
  group by site
)
select
  site,
  unnest(
    list_transform(generate_series(first - date '1970-01-01', last - date '1970-01-01', 1), lambda day: date '1970-01-01' + day::integer)
  ) as day
from grouped
order by site nulls last, day nulls last

-- rule case.highs
select
  site,
  day,
  max(high) over (
    partition by site
    order by day nulls last
    rows between 1 preceding and current row
  ) as highest
from readings
order by site nulls last, day nulls last

-- rule case.named
select
  site,
  day,
  low,
  high,
  'reading:' || left(sha256(concat_ws(chr(31), 'reading', site, day::varchar)), 16) as id,
  'row:' || left(sha256(concat_ws(chr(31), 'row', site, coalesce(low::varchar, 'None'), coalesce(high::varchar, 'None'))), 16) as "all",
  greatest(low, high) as top
from readings
order by site nulls last, day nulls last

-- rule case.with_notes
select readings.site, readings.day, n.note
from readings
left join (
  values
    ('b', date '2026-01-03', 'wind')
) as n(site, day, note) on readings.site = n.site and readings.day = n.day
order by site nulls last, day nulls last
