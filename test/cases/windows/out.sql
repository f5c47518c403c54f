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

-- rule case.above_average
select id, px
from trades
window by_sym as (partition by sym)
qualify px > sum(px) over by_sym::varchar::double / count(px) over by_sym
order by id nulls last

-- rule case.best
select id, sym, day, px
from trades
qualify row_number() over (partition by sym order by px desc nulls last, id nulls last) = 1
order by sym nulls last

-- rule case.placed
select
  id,
  sym,
  day,
  px,
  row_number() over by_sym as nth,
  lag(px, 1) over by_sym as before,
  lead(px, 2) over by_sym as after,
  ntile(2::bigint) over by_sym as half,
  rank() over (partition by sym order by px desc nulls last) as place,
  dense_rank() over (order by px desc nulls last) as dense,
  first(px) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between unbounded preceding and unbounded following
  ) as first_px
from trades
window by_sym as (partition by sym order by day nulls last, id nulls last)
order by id nulls last

-- rule case.running
select
  id,
  sym,
  day,
  px,
  sum(px) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between unbounded preceding and current row
  ) as total,
  sum(px) over (partition by sym) as of_all,
  sum(px) over by_sym::varchar::double / count(px) over by_sym as pair,
  count(*) over (
    partition by sym
    order by day nulls last
    range between unbounded preceding and current row
  ) as until_day,
  sum(px) over (
    partition by sym
    order by day nulls last
    range between interval '6 days' preceding and current row
  ) as week
from trades
window by_sym as (
    partition by sym
    order by day nulls last, id nulls last
    rows between 1 preceding and current row
  )
order by id nulls last
