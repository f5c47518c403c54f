select user_id, event_id, amount
from events
qualify row_number() over (partition by user_id order by ts desc, event_id desc) = 1
order by user_id
