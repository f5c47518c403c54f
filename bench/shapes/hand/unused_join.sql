select kind, count(*) as n, sum(amount) as total
from events
group by kind
order by kind
