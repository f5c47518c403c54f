-- source case.wide
-- promised: not_null [id]; not_null [a]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where a is null) as null_a_1
from wide
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from wide
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.all_of_none
select id, a, b
from wide
order by id nulls last

-- rule case.any_of_none
select id, a, b
from wide
where false
order by id nulls last
