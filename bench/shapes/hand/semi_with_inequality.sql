select country, count(*) as n
from events e
join users on user_id = u_id
where kind = 'return' and qty = 9 and exists (select 1 from events o where o.item_id = e.item_id and o.user_id <> e.user_id and o.amount > e.amount)
group by country
order by country
