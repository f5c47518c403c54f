select kind, count(*) as n, sum(amount) as total
from events
where qty = 3 and event_id < 50000
group by kind
order by kind
