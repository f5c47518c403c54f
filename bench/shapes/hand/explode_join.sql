select category, count(*) as n
from (select unnest(tags) as tag, item_id from events where kind = 'buy')
join items on item_id = i_id
where tag = 't3'
group by category
order by category
