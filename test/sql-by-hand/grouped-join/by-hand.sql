with spend as (
  select customer_id, sum(amount) as total, count(*) as orders
  from orders
  where status = 'paid'
  group by customer_id
)
select
  c.id,
  c.name,
  r.name as region,
  coalesce(s.total, 0) as total,
  coalesce(s.orders, 0) as orders
from customers c
join regions r on r.id = c.region_id
left join spend s on s.customer_id = c.id
order by c.id
