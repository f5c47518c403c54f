select kind, max(nth) as a, sum(before) as b, max(so_far) as c
from (select kind, row_number() over w as nth, lag(amount) over w as before, sum(amount) over (partition by user_id order by ts, event_id rows unbounded preceding) as so_far from events window w as (partition by user_id order by ts, event_id))
group by kind
order by kind
