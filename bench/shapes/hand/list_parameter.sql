select kind, count(*) as n, sum(amount) as total
from events
where item_id in (1, 5, 77, 1234, 4999)
group by kind
order by kind
