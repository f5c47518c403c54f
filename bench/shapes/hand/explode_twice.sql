select tag, part.sku as sku, count(*) as n
from (select tag, unnest(parts) as part from (select unnest(tags) as tag, parts from events where day < date '2024-02-01'))
group by 1, 2
order by 1, 2
