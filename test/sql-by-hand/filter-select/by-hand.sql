select order_id, customer_id, amount - coalesce(fee, 0) as net
from orders
where status = 'paid' and amount >= 10
order by order_id
