select label, count(*) as n, sum(amount) as total
from (select 'b' as label, amount from events where kind = 'buy' and user_id < 10000 union all select 'r', -amount from events where kind = 'return' and user_id < 10000)
group by label
order by label
