select country, count(*) as n
from users
join events on user_id = u_id
group by country
order by country
