-- source case.orders
-- promised: not_null [order_id]
select count(*) filter (where order_id is null) as null_order_id_0
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

-- rule case.lines
with exploded as (
  select order_id, unnest(items) as element, generate_subscripts(items, 1) as line_no
  from orders
)
select order_id, element.sku, element.qty, line_no
from exploded
order by order_id nulls last, line_no nulls last

-- rule case.totals
with exploded as (
  select
    order_id,
    unnest(if(len(items) > 0, items, [null])) as item,
    generate_subscripts(items, 1) as line_no
  from orders
)
select order_id, line_no, item.sku, item.qty * item.price as total
from exploded
order by order_id nulls last, line_no nulls last
