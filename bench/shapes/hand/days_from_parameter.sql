select kind, count(*) as n, sum(amount) as total
from events
where day >= date '2024-03-01' and day < date '2024-04-01'
group by kind
order by kind
