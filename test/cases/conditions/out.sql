-- source case.sales
-- promised: not_null [id]; not_null [day]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where day is null) as null_day_1,
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

-- rule case.judged
select
  id,
  case when amount >= 20.00 then 'large' when amount >= 5.00 then 'middle' else 'small' end as size,
  case when region is null then 'no' else 'yes' end as known,
  isodow(day) in (1, 2, 3) as weekday,
  amount between 5.00 and 10.00 as mid,
  coalesce(qty, 0) as q,
  not (qty > 1) as not_many,
  qty > 1 and region = 'south' as "both",
  qty > 1 or region = 'south' as either,
  greatest(qty, 2) as best,
  nullif(region, 'north') as blank
from sales
order by id nulls last
