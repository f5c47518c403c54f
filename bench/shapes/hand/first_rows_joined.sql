select amount, event_id, name
from (select amount, event_id, user_id from events order by amount desc, event_id limit 20)
join users on user_id = u_id
order by amount desc, event_id
