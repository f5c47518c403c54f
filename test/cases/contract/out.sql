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

-- source case.regions
-- promised: not_null [name]
select count(*) filter (where name is null) as null_name_0
from regions
-- promised: key [name]
with filtered as (
  select count(*) as rows
  from regions
  group by name
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.revenue
select region, coalesce(sum(amount), 0.00) as revenue, null::double as share, count(*) as orders
from sales
where region is not null
group by region
order by region nulls last
-- promised: key [revenue]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by revenue
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
-- promised: reference [region]
select count(*) as failing
from __rulec_result
anti join regions on __rulec_result.region = regions.name
where __rulec_result.region is not null
-- promised: check [region, orders] warn "{region} has only {orders}"
select count(*) filter (where not (orders >= 2)) as check_region_orders_2
from __rulec_result

-- rule case.by_key
select region as name
from revenue
order by name nulls last
