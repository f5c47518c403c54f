select category, sum(amount - cost) as gain
from events
join users on user_id = u_id
join items on item_id = i_id
where kind = 'buy' and country = 'C7' and day >= date '2024-06-01'
group by category
order by category
