select
  order_lines.day,
  customers.country,
  sum(order_lines.line_total) as revenue,
  count(distinct order_lines.order_id) as orders,
  count(*) as lines
from order_lines
join customers on order_lines.customer_id = customers.customer_id
group by order_lines.day, customers.country
order by day nulls last, country nulls last
