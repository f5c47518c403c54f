select country, sum(amount) as total
from events
join users on user_id = u_id
group by country
order by country
