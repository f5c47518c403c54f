-- source case.orders
-- promised: not_null [id]; not_null [placed_at]; not_null [day]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where placed_at is null) as null_placed_at_1,
  count(*) filter (where day is null) as null_day_2
from orders
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from orders
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
-- promised: fresh [placed_at]
with grouped as (
  select max(placed_at) as placed_at
  from orders
)
select
  count(*) filter (
    where not coalesce(
      placed_at >= timezone('UTC', $run_at::timestamptz) - interval '6 hours',
      false
    )
  ) as fresh_placed_at_4
from grouped
-- promised: fresh [day] warn "nothing since {day}"
with grouped as (
  select max(day) as day
  from orders
)
select
  count(*) filter (
    where not coalesce(
      day >= (timezone('UTC', $run_at::timestamptz) - interval '1 day')::date,
      false
    )
  ) as fresh_day_5
from grouped

-- source case.old
-- promised: not_null [id]; not_null [placed_at]; not_null [day]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where placed_at is null) as null_placed_at_1,
  count(*) filter (where day is null) as null_day_2
from old
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from old
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
-- promised: fresh [placed_at]
with grouped as (
  select max(placed_at) as placed_at
  from old
)
select
  count(*) filter (
    where not coalesce(
      placed_at >= timezone('UTC', $run_at::timestamptz) - interval '100000 days',
      false
    )
  ) as fresh_placed_at_4
from grouped

-- rule case.of_old
select id, day
from old
order by id nulls last

-- rule case.placed
select id, placed_at
from orders
order by id nulls last
