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

-- rule case.against_mean
with known as (
  select id, region, amount
  from sales
  where region is not null
),
grouped as (
  select region, sum(amount)::varchar::double / count(amount) as mean
  from known
  group by region
)
select k.id, k.region, k.amount, k.amount::double > m.mean as above
from known as k
join grouped as m on k.region = m.region
order by id nulls last

-- rule case.once
select id, amount * 100::decimal(3, 0) as cents, qty * 100 as thousands
from sales
where region is not null
order by id nulls last
