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
-- promised: check [id, qty, region] warn "{id} sold {qty} in {region}"; check
select
  count(*) filter (where not (qty > 1)) as check_id_qty_region_0,
  count(*) filter (where not (amount > 0.00)) as check_1
from __rulec_result
-- promised: check warn "revenue is low"
with grouped as (
  select sum(amount) > 1000.00 as holds
  from sales
)
select count(*) filter (where not holds) as check_2
from grouped
