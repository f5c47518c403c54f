select
  l.day,
  c.country,
  sum(l.line_total) as revenue,
  count(distinct l.order_id) as orders,
  count(*) as lines
from order_lines as l
join customers as c on l.customer_id = c.customer_id
group by l.day, c.country
order by day nulls last, country nulls last
