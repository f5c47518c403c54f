select kind, count(distinct user_id) as users, count(distinct item_id) as items, count(*) as n
from events
group by kind
order by kind
