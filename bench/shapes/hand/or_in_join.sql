select kind, count(*) as n
from events
join items on item_id = i_id and (qty > 5 or cost > 50.00)
group by kind
order by kind
