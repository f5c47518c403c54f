select name, user_id, country, total
from (select user_id, sum(amount) as total from events where kind = 'buy' group by user_id having sum(amount) > 3000.00)
join users on user_id = u_id
order by name, user_id
