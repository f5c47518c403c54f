-- source case.orders
-- promised: not_null [id]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where amount is null) as null_amount_1
from orders
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from orders
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
