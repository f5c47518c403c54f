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

-- rule case.totals
with combined as (
  select region, total, days
  from previous_totals
  union all
  select region, amount::decimal(38, 2) as total, 1::bigint as days
  from sales
)
select
  region,
  sum(total) + if(abs(sum(total::double)) > 1.7e36, error('a sum of decimals is too large'), 0)::decimal(38, 2) as total,
  sum(days)::bigint as days
from combined
group by region
order by region nulls last

-- rule case.first_seen
select totals.region, totals.total
from totals
anti join previous_totals as before on totals.region is not distinct from before.region
order by region nulls last
