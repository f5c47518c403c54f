-- source case.order lines
-- promised: not_null [order id]; not_null [index]; not_null [select]
select
  count(*) filter (where "order id" is null) as "null_order id_0",
  count(*) filter (where index is null) as null_index_1,
  count(*) filter (where "select" is null) as null_select_2
from "order lines"
-- promised: key [order id]
with filtered as (
  select count(*) as rows
  from "order lines"
  group by "order id"
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.top lines
select
  "order id",
  "from",
  "größe",
  "日本",
  "select",
  index * 2 as "2x",
  "from" as "case",
  "größe" as "with ""quotes"""
from "order lines"
order by "order id" nulls last

-- rule case.values_
select n, key, "group by"
from (
  values
    (1::bigint, 'a', true),
    (2, null, false)
) as entries(n, key, "group by")
order by n nulls last
