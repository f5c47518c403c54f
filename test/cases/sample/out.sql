-- source sample.visits
-- promised: not_null [page]; not_null [day]; not_null [seen]
select
  count(*) filter (where page is null) as null_page_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where seen is null) as null_seen_2
from visits
-- promised: key [page, day]
with filtered as (
  select count(*) as rows
  from visits
  group by page, day
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule sample.all_of_it
select page, day, seen
from visits
where seen > 10
order by page nulls last, day nulls last

-- rule sample.none_of_it
select page, day, seen
from visits
where substring('7:' || left(sha256(concat_ws(chr(31), '7', page, day::varchar)), 16), 3, 13) < '0000000000000'
order by page nulls last, day nulls last

-- rule sample.other
select page, day, seen
from visits
where substring('-8:' || left(sha256(concat_ws(chr(31), '-8', page, day::varchar)), 16), 4, 13) < '4000000000000'
order by page nulls last, day nulls last

-- rule sample.pages
select nullif(page, 'a') as page, sum(seen)::bigint as seen
from visits
where substring(
    '7:' || left(sha256(concat_ws(chr(31), '7', coalesce(nullif(page, 'a'), 'None'))), 16),
    3,
    13
  ) < '8000000000000'
group by 1
order by page nulls last

-- rule sample.tenth
select page, day, seen
from visits
where substring('7:' || left(sha256(concat_ws(chr(31), '7', page, day::varchar)), 16), 3, 13) < '4000000000000'
order by page nulls last, day nulls last

-- rule sample.total
select count(*) as n
from visits
having substring(sha256('3'), 1, 13) < 'ffbe76c8b4396'
