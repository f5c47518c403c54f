select month(day) as month, length(note) // 10 as long, count(*) as n, sum(amount) as total
from events
group by 1, 2
order by 1, 2
