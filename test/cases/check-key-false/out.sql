-- source case.web
-- promised: not_null [id]; not_null [name]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where name is null) as null_name_1
from web
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from web
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.app
-- promised: not_null [id]; not_null [name]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where name is null) as null_name_1
from app
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from app
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.users
select id, name
from web
union all
select id, name
from app
order by id nulls last
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
