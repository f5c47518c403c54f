-- source case.web
-- promised: not_null [id]; not_null [name]; not_null [visits]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where name is null) as null_name_1,
  count(*) filter (where visits is null) as null_visits_2
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
-- promised: not_null [name]; not_null [id]
select
  count(*) filter (where name is null) as null_name_0,
  count(*) filter (where id is null) as null_id_1
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

-- rule case.all_rows
select id, name, visits::bigint as visits
from web
union all
select id, name, visits
from app
order by name nulls last, id nulls last, visits nulls last

-- rule case.once
select id
from web
union
select id
from app
order by id nulls last

-- rule case.users
select id, name, visits::bigint as visits, 'web' as via
from web
union all
select id, name, visits, 'app' as via
from app
order by id nulls last, via nulls last
-- promised: key [id, via]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id, via
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
