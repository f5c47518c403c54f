with few as (
  from users where u_id >= 4000 and u_id < 7000
),
pairs as (
  select country, u_id, i_id from few join items on u_id = i_id union select country, u_id, i_id from few join items on manager_id = i_id
)
select country, count(*) as n
from pairs
group by country
order by country
