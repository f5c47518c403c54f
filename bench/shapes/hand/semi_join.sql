select kind, count(*) as n, sum(amount) as total
from events
where user_id in (select u_id from users where plan = 'gold')
group by kind
order by kind
