select user_id, row_number() over (partition by user_id order by amount desc, event_id) as nth, event_id, amount
from events
where kind = 'buy'
qualify nth <= 3
order by user_id, nth
