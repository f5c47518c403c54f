-- source case.staff
-- promised: not_null [id]; not_null [boss]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where boss is null) as null_boss_1
from staff
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from staff
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.alike
with shared as (
  select c.id, count(*) as n
  from staff
  join staff as c on staff.boss = c.id
  group by c.id
)
select id, n, 1::bigint as side
from shared
union all
select id, n, 2::bigint as side
from shared
order by side nulls last, id nulls last
-- promised: key [side, id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by side, id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.counted
select staff.id, count(*) as n, 'left' as side
from staff
join staff as b on staff.boss = b.id
group by staff.id
union all
select b.id, count(*) as n, 'right' as side
from staff
join staff as b on staff.boss = b.id
group by b.id
order by side nulls last, id nulls last
-- promised: key [side, id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by side, id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
