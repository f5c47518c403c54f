select user_id, sum(amount) as spent, sum(amount)::double / (sum(sum(amount)) over ())::double as share
from events
group by user_id
order by user_id
