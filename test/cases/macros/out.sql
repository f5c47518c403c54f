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

-- rule case.chosen
select id, px
from trades
order by id nulls last

-- rule case.last_trades
select id, sym, day, px
from trades
qualify row_number() over (partition by sym order by day desc nulls last, id nulls last) = 1
order by sym nulls last

-- rule case.shares
with base as (
  select id, px
  from trades
),
grouped as (
  select sum(px * 2::decimal(1, 0)) as sum
  from base
)
select
  base.id,
  (base.px * 2::decimal(1, 0)) / nullif(grouped.sum::varchar::double, 0) as part_of_all
from base
cross join grouped
order by id nulls last
