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

-- source case.limits
-- promised: not_null [most]
select count(*) filter (where most is null) as null_most_0
from limits
-- promised: key [most]
with filtered as (
  select count(*) as rows
  from limits
  group by most
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.days
select day, amount as best
from sales
order by day nulls last
-- promised: key [day]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by day
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
-- promised: key [best]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by best
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
-- promised: reference [best]
select count(*) as failing
from __rulec_result
anti join limits on __rulec_result.best = limits.most
where __rulec_result.best is not null
-- promised: check [day, best] error "{day}: {best}"
select count(*) filter (where not (best > 5.00)) as check_day_best_3
from __rulec_result

-- rule case.regions
select region, id
from sales
order by region nulls last, id nulls last
-- promised: not_null [region]
select count(*) filter (where region is null) as null_region_0
from __rulec_result
