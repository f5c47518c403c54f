-- source case.sales
-- promised: not_null [id]; not_null [day]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where amount is null) as null_amount_2
from sales
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from sales
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.north
select id, region, day, amount, qty
from sales
where region = 'north'

-- rule case.of_north
select day, sum(amount) as sold
from north
group by day

-- rule case.days
select day, sold
from of_north
order by day nulls last

-- rule case.kept
select id, amount
from sales
order by id nulls last

-- rule case.of_kept
with limited as materialized (
  select id, amount
  from kept
  where amount > 10.00
  order by id nulls last
  limit 2
)
select id, amount
from limited
order by id nulls last

-- rule case.first_two
select id, amount
from of_kept
order by id nulls last
