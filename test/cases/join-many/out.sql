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
-- promised: not_null [person]; not_null [day]; not_null [place]
select
  count(*) filter (where person is null) as null_person_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where place is null) as null_place_2
from visits
-- promised: key [person, day]
with filtered as (
  select count(*) as rows
  from visits
  group by person, day
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.in_rome
select p.id, v.place
from people as p
left join visits as v on p.id = v.person and v.place = 'Rome' and v.day >= date '2026-01-01'
order by id nulls last
-- promised: multiplicity [person, place] error "the join is not 1:1: more than one row on the right belongs to one"
with filtered as (
  select count(*) as rows
  from visits as v
  semi join people as p on p.id = v.person and v.place = 'Rome' and v.day >= date '2026-01-01'
  group by v.person, v.place
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.met
select a.day, a.person as first, b.person as second
from visits as a
join visits as b on a.day = b.day and a.person < b.person
order by day nulls last, first nulls last, second nulls last

-- rule case.visits_of
select p.id, p.name, v.day, v.place
from people as p
join visits as v on p.id = v.person
order by id nulls last, day nulls last

-- rule case.with_none
select p.id, v.person, v.day, coalesce(v.place, 'nowhere') as place
from people as p
left join visits as v on p.id = v.person
order by id nulls last, person nulls last, day nulls last
