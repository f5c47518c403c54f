select e.kind, count(b.amount) as n, sum(b.amount) as total
from (from events where kind = 'return') e
asof left join (from events where kind = 'buy' qualify row_number() over (partition by user_id, ts order by event_id) = 1) b on e.user_id = b.user_id and e.ts >= b.ts
group by e.kind
order by e.kind
