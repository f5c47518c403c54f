-- source case.raw
-- promised: not_null [id]; not_null [price]; not_null [n]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where price is null) as null_price_1,
  count(*) filter (where n is null) as null_n_2
from raw
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from raw
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.read
select
  id,
  coalesce(try_cast(regexp_extract(price, '^[+-]?\d+(?:[.]\d+)?(?:[eE][+-]?\d+)?$') as decimal(6, 2)), error('"' || price || '" is not decimal(6, 2)')) as price,
  try_cast(regexp_extract(n, '^[+-]?\d+(?:[.]0+)?$') as bigint) as n
from raw
order by id nulls last
