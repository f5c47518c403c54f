-- source case.marks
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from marks
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from marks
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.best
select
  id,
  rank() over (order by mark desc nulls last) as place,
  rank() over (order by mark desc nulls first) as of_nulls
from marks
order by id nulls last

-- rule case.compared
select
  id,
  mark = 2 as equal,
  mark is not distinct from null as same,
  mark <> 2 as other,
  mark is not null as known,
  mark = 2 or mark is null as either
from marks
order by id nulls last

-- rule case.first
select id, mark, note
from marks
order by mark nulls first, id nulls last

-- rule case.first_down
select id, mark, note
from marks
order by mark desc nulls first, id nulls last

-- rule case.last
select id, mark, note
from marks
order by mark nulls last, id nulls last

-- rule case.last_down
select id, mark, note
from marks
order by mark desc nulls last, id desc nulls last

-- rule case.not_in
select id
from marks
where mark not in (2, 3)
order by id nulls last

-- rule case.not_two
select id, mark
from marks
where mark <> 2
order by id nulls last
