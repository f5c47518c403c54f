select country, count(*) as n
from users u
where not exists (select 1 from events e where e.user_id = u_id and kind = 'return' and amount > 900.00)
group by country
order by country
