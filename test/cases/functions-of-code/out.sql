-- source case.sales
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from sales
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from sales
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.unused
select id, region
from sales
order by id nulls last
