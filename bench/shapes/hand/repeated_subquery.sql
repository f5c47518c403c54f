select user_id, sum(amount) as total, count(*) as n
from events
group by user_id
having count(*) > 30
order by user_id
