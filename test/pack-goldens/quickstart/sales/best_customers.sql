select
  customers.customer_id,
  customers.name,
  customers.country,
  sum(order_lines.line_total) as revenue
from order_lines
join customers on order_lines.customer_id = customers.customer_id
group by customers.customer_id, customers.name, customers.country
qualify row_number() over (
    partition by customers.country
    order by sum(order_lines.line_total) desc nulls last, customers.customer_id nulls last
  ) = 1
order by country nulls last
