with rated as (
  select category, amount from events join items on item_id = i_id
),
usual as (
  select category, avg(amount) as mean from rated group by category
)
select category, count(*) as n
from rated
join usual using (category)
where amount > 1.9 * mean
group by category
order by category
