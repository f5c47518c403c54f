select c.customer_id, c.name, c.country, sum(l.line_total) as revenue
from order_lines as l
join customers as c on l.customer_id = c.customer_id
group by c.customer_id, c.name, c.country
qualify row_number() over (
    partition by c.country
    order by sum(l.line_total) desc nulls last, c.customer_id nulls last
  ) = 1
order by country nulls last
