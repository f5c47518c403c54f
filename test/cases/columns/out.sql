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

-- rule case.documented
select id, amount as price
from sales
order by id nulls last

-- rule case.renamed
select id as no, region as shop, amount
from sales
order by no nulls last

-- rule case.replaced
select
  id,
  coalesce(region, 'none') as region,
  day,
  amount * 2::decimal(1, 0) as amount,
  qty,
  amount / 2 as half
from sales
order by id nulls last

-- rule case.spread
select qty, id, amount as total
from sales
order by id nulls last

-- rule case.swapped
select id, day as region, region as day
from sales
order by id nulls last
