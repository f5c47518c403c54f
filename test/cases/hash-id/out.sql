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

-- rule case.ids
select
  id,
  'sale:' || left(sha256(concat_ws(chr(31), 'sale', coalesce(region, 'None'), day::varchar, amount::varchar, coalesce(qty::varchar, 'None'))), 16) as key,
  'n:' || left(sha256(concat_ws(chr(31), 'n', id::varchar)), 16) as of_one,
  sha256(region) as digest,
  md5(region) as short
from sales
order by id nulls last
