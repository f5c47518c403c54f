select user_id, event_id, amount
from events e
where amount = (select max(amount) from events o where o.user_id = e.user_id)
order by user_id, event_id
