select user_id, count(*) filter (where kind = 'view') as views, sum(amount) filter (where kind = 'buy') as bought, sum(amount) filter (where kind = 'return') as back
from events
group by user_id
having count(*) filter (where kind = 'view') > 10
order by user_id
