-- source parts.tables.sales
-- promised: not_null [id]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where amount is null) as null_amount_1
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

-- rule case.sold
select id, region, amount
from sales
order by id nulls last

-- rule parts.totals.shop_revenue
select region, coalesce(sum(amount), 0.00) as total
from sales
where region is not null
group by region
order by region nulls last

-- rule case.top
select region, total, total * 2 as twice
from shop_revenue
where total > 10.00
order by region nulls last
