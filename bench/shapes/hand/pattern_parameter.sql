select kind, count(*) as n
from events
where note like '%special%'
group by kind
order by kind
