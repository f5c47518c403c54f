select tags[1] as tag, count(*) as n, sum(amount) as total
from events
where kind = 'buy' and len(tags) > 0
group by 1
order by 1
