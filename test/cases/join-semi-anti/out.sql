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

-- source case.visits
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from visits
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from visits
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.never_visited
select people.id, people.name, people.city_id
from people
anti join visits on people.city_id = visits.city_id
order by id nulls last

-- rule case.visited
select people.id, people.name, people.city_id
from people
semi join visits on people.city_id = visits.city_id
order by id nulls last
