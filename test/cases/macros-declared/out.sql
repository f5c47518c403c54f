-- source case.trades
-- promised: not_null [id]; not_null [sym]; not_null [day]; not_null [px]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where sym is null) as null_sym_1,
  count(*) filter (where day is null) as null_day_2,
  count(*) filter (where px is null) as null_px_3
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
