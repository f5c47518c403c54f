-- source sample.visits
-- promised: not_null [page]; not_null [day]; not_null [seen]; not_null [share]
select
  count(*) filter (where page is null) as null_page_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where seen is null) as null_seen_2,
  count(*) filter (where share is null) as null_share_3
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
