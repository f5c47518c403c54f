select case when amount < 10 then 'xs' when amount < 50 then 's' when amount < 200 then 'm' when amount < 700 then 'l' else 'xl' end as size, count(*) as n, sum(amount) as total
from events
group by 1
order by 1
