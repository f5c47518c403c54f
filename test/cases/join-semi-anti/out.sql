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
select p.id, p.name, p.city_id
from people as p
anti join visits as v on p.city_id = v.city_id
order by id nulls last

-- rule case.visited
select p.id, p.name, p.city_id
from people as p
semi join visits as v on p.city_id = v.city_id
order by id nulls last
