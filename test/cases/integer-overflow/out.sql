-- source case.numbers
-- promised: not_null [id]; not_null [a]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where a is null) as null_a_1
from numbers
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from numbers
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.doubled
select id, a * 2 as double
from numbers
order by id nulls last
