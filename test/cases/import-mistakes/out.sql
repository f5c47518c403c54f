-- source tables.sales
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from "tables.sales"
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from "tables.sales"
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source tables._hidden
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from _hidden
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from _hidden
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.__rulec_mine
select id
from "tables.sales"
order by id nulls last

-- rule case.daily.sales
select id
from "tables.sales"
order by id nulls last

-- rule case.region
select id
from "tables.sales"
order by id nulls last
