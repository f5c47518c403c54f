select
  o.placed_at::date as day,
  c.region,
  sum(o.amount - coalesce(o.fee, 0)) as revenue,
  count(*) as orders
from orders o
left join customers c on c.id = o.customer_id
where o.status = 'paid'
group by 1, 2
order by day, region nulls last
