select kind, sum(case when amount * 2 + qty - amount > 500 then 1 else 0 end) as n, max(amount * 2 + qty - amount) as top
from events
group by kind
order by kind
