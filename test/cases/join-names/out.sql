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
-- promised: not_null [id]; not_null [name]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where name is null) as null_name_1
from cities
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from cities
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.both
select people.id, people.name, people_boss.name as boss
from people
left join people as people_boss on people.boss_id = people_boss.id
order by id nulls last

-- rule case.hidden
select people.id, people.name
from people
join cities on people.id = cities.id
order by id nulls last
