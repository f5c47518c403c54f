select amount, event_id, length(note) as long, w1, w8
from events
order by amount desc, event_id
limit 20
