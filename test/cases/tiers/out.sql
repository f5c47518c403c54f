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

-- rule case.loose
select region, round(sum(amount::double), 2) as whole
from sales
group by region

-- rule case.some
with limited as materialized (
  select 1 as present
  from sales
  limit 2
)
select count(*) as n
from limited

-- rule case.sorted
select id
from sales
order by id nulls last
