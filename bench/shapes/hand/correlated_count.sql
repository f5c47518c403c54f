select country, max(n) as most
from (select country, (select count(*) from events e where e.user_id = u_id and kind = 'buy') as n from users u)
group by country
order by country
