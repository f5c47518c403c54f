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
select people.id, people.name, b.name as boss
from people
left join people as b on people.boss_id = b.id
order by id nulls last

-- rule case.hidden
select p.id, p.name
from people as p
join cities as c on p.id = c.id
order by id nulls last
