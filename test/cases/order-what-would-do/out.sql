-- source case.orders
-- promised: not_null [order_id]; not_null [customer]; not_null [placed_at]
select
  count(*) filter (where order_id is null) as null_order_id_0,
  count(*) filter (where customer is null) as null_customer_1,
  count(*) filter (where placed_at is null) as null_placed_at_2
from orders
-- promised: key [order_id]
with filtered as (
  select count(*) as rows
  from orders
  group by order_id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.lines
-- promised: not_null [order_id]; not_null [line_no]; not_null [tags]
select
  count(*) filter (where order_id is null) as null_order_id_0,
  count(*) filter (where line_no is null) as null_line_no_1,
  count(*) filter (where tags is null) as null_tags_2
from lines
-- promised: key [order_id, line_no]
with filtered as (
  select count(*) as rows
  from lines
  group by order_id, line_no
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.loose
-- promised: not_null [xs]
select count(*) filter (where xs is null) as null_xs_0
from loose
