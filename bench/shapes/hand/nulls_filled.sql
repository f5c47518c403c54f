select kind, count(*) as n
from events
where score > 0.5
group by kind
order by kind
