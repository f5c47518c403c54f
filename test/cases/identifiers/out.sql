-- source case.Order "lines"
-- promised: not_null [Order ID]; not_null [select]; not_null [ß]; not_null [é]; not_null [é]; not_null [llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll]; not_null [x'y;--]
select
  count(*) filter (where "Order ID" is null) as "null_Order ID_0",
  count(*) filter (where "select" is null) as null_select_1,
  count(*) filter (where "ß" is null) as "null_ß_2",
  count(*) filter (where "é" is null) as "null_é_3",
  count(*) filter (where "é" is null) as "null_é_4",
  count(*) filter (
    where llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll is null
  ) as null_llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll_5,
  count(*) filter (where "x'y;--" is null) as "null_x'y;--_6"
from "Order ""lines"""
-- promised: key [Order ID]
with filtered as (
  select count(*) as rows
  from "Order ""lines"""
  group by "Order ID"
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.Group
select
  "Order ID",
  "select",
  "a""b",
  "größe",
  "日本 🎉",
  "ß",
  "é",
  "é",
  llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll,
  "from.where",
  "x'y;--"
from "Order ""lines"""
order by "Order ID" nulls last

-- rule case.table
select
  "Order ID",
  "select",
  "a""b",
  "größe",
  "日本 🎉",
  "ß",
  "é",
  "é",
  llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll,
  "from.where",
  "x'y;--"
from "Group"
order by "Order ID" nulls last

-- rule case.long_rule_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
select
  "Order ID",
  "select",
  "a""b",
  "größe",
  "日本 🎉",
  "ß",
  "é",
  "é",
  llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll,
  "from.where",
  "x'y;--"
from "table"
order by "Order ID" nulls last

-- rule case.in it all
select
  "left"."Order ID",
  ({'Select': "left"."select", 'é': "left"."é", 'é': "left"."é"})."Select" as "SELECT",
  ({'Select': "left"."select", 'é': "left"."é", 'é': "left"."é"})."é" as "é",
  ({'Select': "left"."select", 'é': "left"."é", 'é': "left"."é"})."é" as "é",
  "left".llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll
    || '!' as llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll,
  row_number() over by__ as "rank over",
  "LEFT JOIN"."a""b",
  "LEFT JOIN"."日本 🎉"
from long_rule_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx as "left"
join "Group" as "LEFT JOIN" on "left"."Order ID" = "LEFT JOIN"."Order ID"
window by__ as (
    partition by "left"."ß"
    order by "left".llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll nulls last,
      "left"."Order ID" nulls last
  )
qualify row_number() over by__ <= 2
order by "SELECT" nulls last, "Order ID" nulls last

-- rule case.read back
select
  "Order ID",
  "SELECT",
  "é",
  "é",
  llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll,
  "rank over",
  "a""b",
  "日本 🎉"
from "in it all"
order by "Order ID" nulls last
