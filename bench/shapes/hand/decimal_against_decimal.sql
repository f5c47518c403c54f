select kind, count(*) as n
from events
where amount > 995
group by kind
order by kind
