-- source case.prices
-- promised: not_null [sku]; not_null [valid_from]; not_null [price]
select
  count(*) filter (where sku is null) as null_sku_0,
  count(*) filter (where valid_from is null) as null_valid_from_1,
  count(*) filter (where price is null) as null_price_2
from prices

-- rule case.current
select sku, valid_from, price
from prices
qualify row_number() over (partition by sku order by valid_from desc nulls last) = 1
order by sku nulls last
-- promised: ties [sku, valid_from] error "rows tie for the one that a dedupe keeps"
with filtered as (
  select count(*) as rows
  from prices
  group by sku, valid_from
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
