select region, rank() over (partition by region order by amount desc) as place, sale_id, amount
from sales
where amount is not null
qualify place <= 2
order by region nulls last, place, sale_id
