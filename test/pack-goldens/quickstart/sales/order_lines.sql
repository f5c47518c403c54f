with exploded as (
  select
    order_id,
    customer_id,
    placed_at,
    unnest(items) as item,
    generate_subscripts(items, 1) as line_no
  from orders
  where status = 'paid' and placed_at::date < $as_of::date
)
select
  order_id,
  line_no,
  customer_id,
  placed_at::date as day,
  item.sku,
  item.qty * item.price as line_total
from exploded
order by order_id nulls last, line_no nulls last
