select what, count(distinct value) as n
from (select unnest(['w1', 'w2', 'w3', 'w4']) as what, unnest([w1, w2, w3, w4]) as value from events)
group by what
order by what
