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

-- rule case.by_month
select
  date_trunc('month', day)::date as month,
  count(distinct day) as days,
  min(day) as first,
  max(day) as last
from sales
group by 1
order by month nulls last

-- rule case.by_region
select
  region,
  count(*) as rows,
  count(qty) as counted,
  sum(amount) as revenue,
  sum(amount)::varchar::double / count(amount) as mean,
  (((2 * abs(replace(sum(amount)::varchar, '.', '')::hugeint * 10000::hugeint) + abs(count(amount)::hugeint)) // nullif(2 * abs(count(amount)::hugeint), 0) * sign(sum(amount)) * sign(count(amount)))::decimal(38, 0) * .000001)::decimal(38, 6) as exact,
  count(*) filter (where amount > 10.00) as large
from sales
group by region
order by region nulls first

-- rule case.nothing
select
  count(*) as rows,
  sum(amount) as revenue,
  max(qty) as most,
  bool_and(amount > 10.00) as all_large
from sales
where amount < 0.00
order by rows nulls last

-- rule case.several
select region, count(*) as n
from sales
where region is not null
group by region
having count(*) > 1
order by region nulls last
