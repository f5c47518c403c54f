select user_id, kind, count(*) as n, sum(amount) as total
from events
where kind = 'return'
group by user_id, kind
having count(*) > 3
order by user_id, kind
