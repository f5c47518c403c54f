-- source case.orders
-- promised: not_null [order_id]; not_null [note]; not_null [xs]; not_null [ys]; not_null [items]
select
  count(*) filter (where order_id is null) as null_order_id_0,
  count(*) filter (where note is null) as null_note_1,
  count(*) filter (where xs is null) as null_xs_2,
  count(*) filter (where ys is null) as null_ys_3,
  count(*) filter (where items is null) as null_items_4
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
