with lines as (
  select order_id, unnest(items) as item, generate_subscripts(items, 1) as line_no
  from orders
  where status = 'paid'
)
select order_id, line_no, item.sku, item.qty * item.price as line_total
from lines
order by order_id, line_no
