select n, count(*) as days
from (select count(*) as n from events group by user_id, day)
group by n
order by n
