select kind, count(*) as n
from events
where ts >= timestamp '2024-03-05' and ts < timestamp '2024-03-06'
group by kind
order by kind
