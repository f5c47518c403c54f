select user_id, sum(amount) filter (where kind = 'view') as view, sum(amount) filter (where kind = 'cart') as cart, sum(amount) filter (where kind = 'buy') as buy
from events
group by user_id
having sum(amount) filter (where kind = 'buy') > 2000.00
order by user_id
