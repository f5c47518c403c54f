select tag, count(*) as n
from (select unnest(tags) as tag from events)
group by tag
order by tag
