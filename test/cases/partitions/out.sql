-- source case.sales
-- promised: not_null [id]; not_null [paid]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where paid is null) as null_paid_1,
  count(*) filter (where amount is null) as null_amount_2
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

-- rule case.by_day
select id, day, place, paid, amount
from sales
order by place nulls last, id nulls last

-- rule case.after
select id, place
from by_day
where place is null or place <> 'EU'
order by id nulls last

-- rule case.by_flag
select id, paid
from by_day
order by id nulls last

-- rule case.none
select id
from sales
where id < 0
order by id nulls last

-- rule case.empty
select count(*) as n
from "none"
order by n nulls last
