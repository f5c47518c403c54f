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

-- rule case.any_order
select id, amount
from sales

-- rule case.by_key
select day, region, count(*) as n
from sales
group by day, region
order by day nulls last, region nulls last

-- rule case.newest_first
select id, day
from sales
order by day desc nulls last, id desc nulls last

-- rule case.next
select id, region, day, amount, qty
from sales
order by amount desc nulls last, id nulls last
limit 2
offset 2

-- rule case.of_one_day
select day, region, count(*) as n
from sales
where day = date '2026-01-01'
group by day, region
order by region nulls last

-- rule case.proven
select region, count(*) as n
from sales
where region is not null
group by region
order by region nulls last

-- rule case.regions
select region, qty
from sales
order by region nulls first, qty nulls last

-- rule case.top
select id, region, day, amount, qty
from sales
order by amount desc nulls last, id nulls last
limit 2
