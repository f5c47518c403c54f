-- source case.trades
-- promised: not_null [id]; not_null [sym]; not_null [day]; not_null [px]; not_null [share]; not_null [tags]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where sym is null) as null_sym_1,
  count(*) filter (where day is null) as null_day_2,
  count(*) filter (where px is null) as null_px_3,
  count(*) filter (where share is null) as null_share_4,
  count(*) filter (where tags is null) as null_tags_5
from trades
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from trades
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.one
with limited as materialized (
  select id, sym, px
  from trades
  order by px desc nulls last, id nulls last
  limit 3
)
select id, px, sym
from limited
order by id nulls last
