-- source case.here
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from here
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from here
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.gone
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from gone
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from gone
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.wrong
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from wrong
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from wrong
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.outside
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from outside
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from outside
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.empty
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from empty
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from empty
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.a
select id
from here
order by id nulls last

-- rule case.b
select id
from gone
order by id nulls last

-- rule case.c
select id
from wrong
order by id nulls last

-- rule case.d
select id
from outside
order by id nulls last

-- rule case.e
select id
from empty
order by id nulls last
