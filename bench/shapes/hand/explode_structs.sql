select part.sku as sku, sum(part.n) as pieces
from (select unnest(parts) as part from events)
group by 1
order by 1
