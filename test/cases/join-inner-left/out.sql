-- source case.people
-- promised: not_null [id]; not_null [name]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where name is null) as null_name_1
from people
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from people
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.cities
-- promised: not_null [city_id]; not_null [city]
select
  count(*) filter (where city_id is null) as null_city_id_0,
  count(*) filter (where city is null) as null_city_1
from cities
-- promised: key [city_id]
with filtered as (
  select count(*) as rows
  from cities
  group by city_id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.everyone
select p.id, p.name, coalesce(c.city, 'nowhere') as city, c.city_id is not null as known
from people as p
left join cities as c on p.city_id = c.city_id
order by id nulls last

-- rule case.housed
select p.id, p.name, c.city
from people as p
join cities as c on p.city_id = c.city_id
order by id nulls last

-- rule case.with_counts
with grouped as (
  select city_id, count(*) as heads
  from people
  where city_id is not null
  group by city_id
)
select cities.city_id, cities.city, coalesce(h.heads, 0) as heads
from cities
left join grouped as h on cities.city_id = h.city_id
order by city_id nulls last
