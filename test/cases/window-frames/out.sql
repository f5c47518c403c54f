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

-- rule case.in_rows
select
  id,
  sym,
  day,
  n,
  px,
  sum(px) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between unbounded preceding and unbounded following
  ) as whole,
  count(*) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between unbounded preceding and current row
  ) as so_far,
  count(*) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between current row and unbounded following
  ) as to_come,
  sum(px) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between unbounded preceding and 1 preceding
  ) as before,
  list(id) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between 2 preceding and 1 preceding
  ) as two_before,
  count(*) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between 1 following and 2 following
  ) as behind,
  min(px) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between 1 preceding and 1 following
  ) as around,
  count(*) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between $back::bigint preceding and current row
  ) as by_param,
  sum(px) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between current row and current row
  ) as "only"
from trades
order by id nulls last

-- rule case.in_values
select
  id,
  sym,
  day,
  n,
  px,
  count(*) over (
    partition by sym
    order by day nulls last
    range between unbounded preceding and current row
  ) as ties,
  count(*) over (
    partition by sym
    order by day nulls last
    range between unbounded preceding and unbounded following
  ) as "all",
  count(*) over (
    partition by sym
    order by day desc nulls last
    range between current row and unbounded following
  ) as rest,
  count(*) over (order by px nulls last range between 1 preceding and 1 following) as near,
  count(*) over (
    partition by sym
    order by day nulls last
    range between interval '6 days' preceding and current row
  ) as week,
  count(*) over (
    partition by sym
    order by day nulls last
    range between interval '1 day' following and interval '2 days' following
  ) as next,
  count(*) over (order by n nulls last range between unbounded preceding and current row) as nulls_too,
  count(*) over (order by n nulls last range between 1 preceding and 1 following) as null_peers,
  count(*) over (order by n desc nulls first range between unbounded preceding and current row) as first_nulls
from trades
order by id nulls last

-- rule case.of_windows
with filtered as (
  select id, sym, px
  from trades
  qualify row_number() over (partition by sym order by px desc nulls last, id nulls last) <= 2
)
select
  id,
  sym,
  count(*) over (partition by sym) as of_two,
  px / nullif(sum(px) over ()::varchar::double, 0) as share
from filtered
order by id nulls last

-- rule case.where_and_nulls
select
  id,
  sym,
  day,
  n,
  px,
  sum(px) filter (where px > 10.00) over by_sym as big,
  count(n) over (
    partition by sym
    order by day nulls last, id nulls last
    rows between unbounded preceding and current row
  ) as ns,
  n::bigint - lag(n, 1) over in_order::bigint as gap,
  lag(n, 2, -1) over in_order as filled,
  lead(px, 1) over (partition by sym order by id nulls last) as ahead,
  rank() over (order by n nulls last) as place,
  px / nullif(sum(px) over by_sym::varchar::double, 0) as part
from trades
window by_sym as (partition by sym),
  in_order as (order by id nulls last)
order by id nulls last
