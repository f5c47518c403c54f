select user_id, count(*) as kinds
from (select distinct user_id, kind from events)
group by user_id
order by user_id
