select user_id, sum(amount * 0.81) as spent
from events
where qty > 1 and amount * 0.81 > 100 and kind = 'buy'
group by user_id
order by user_id
