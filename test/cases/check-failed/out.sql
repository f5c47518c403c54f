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

-- rule case.checked
select id, region, day, amount, qty
from sales
order by id nulls last
-- promised: check [id, amount] error "{id} is worth {amount} only"; check
select
  count(*) filter (where not (amount >= 5.00)) as check_id_amount_0,
  count(*) filter (where not (region is not null)) as check_1
from __rulec_result

-- rule case.fine
select id
from sales
order by id nulls last
