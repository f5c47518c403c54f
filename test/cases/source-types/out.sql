-- source case.rows
-- promised: not_null [id]; not_null [name]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where name is null) as null_name_1
from rows
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from rows
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

-- rule case.copied
select id, n, price, "at", name
from rows
order by id nulls last

-- rule case.refused
select id, n, "at"
from wrong
order by id nulls last
