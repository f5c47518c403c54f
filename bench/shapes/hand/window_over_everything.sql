select event_id, amount, n
from (select event_id, amount, max(amount) over () as top, count(*) over () as n from events)
where amount = top
order by event_id
