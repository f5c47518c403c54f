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
select people.id, visits.place
from people
left join visits on people.id = visits.person
  and visits.place = 'Rome'
  and visits.day >= date '2026-01-01'
order by id nulls last
-- promised: multiplicity [person, place] error "the join is not 1:1: more than one row on the right belongs to one"
with filtered as (
  select count(*) as rows
  from visits
  semi join people on people.id = visits.person
    and visits.place = 'Rome'
    and visits.day >= date '2026-01-01'
  group by visits.person, visits.place
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.met
select visits.day, visits.person as first, visits_day.person as second
from visits
join visits as visits_day on visits.day = visits_day.day and visits.person < visits_day.person
order by day nulls last, first nulls last, second nulls last

-- rule case.visits_of
select people.id, people.name, visits.day, visits.place
from people
join visits on people.id = visits.person
order by id nulls last, day nulls last

-- rule case.with_none
select people.id, visits.person, visits.day, coalesce(visits.place, 'nowhere') as place
from people
left join visits on people.id = visits.person
order by id nulls last, person nulls last, day nulls last
