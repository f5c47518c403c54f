select event_id, user_id, amount
from events
where user_id < 500
qualify row_number() over (partition by user_id order by ts, event_id) = 3
order by event_id
