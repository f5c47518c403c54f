-- source case.sales
-- promised: not_null [id]; not_null [day]; not_null [place]; not_null [amount]; not_null [at]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where place is null) as null_place_2,
  count(*) filter (where amount is null) as null_amount_3,
  count(*) filter (where "at" is null) as null_at_4
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

-- rule case.inner
select id, day, place, amount, "at"
from sales
order by id nulls last

-- rule case.outer
select id, day, place, amount, "at"
from sales
order by id nulls last
