-- source case.prices
-- promised: not_null [row]; not_null [sku]; not_null [price]
select
  count(*) filter (where "row" is null) as null_row_0,
  count(*) filter (where sku is null) as null_sku_1,
  count(*) filter (where price is null) as null_price_2
from prices
-- promised: key [row]
with filtered as (
  select count(*) as rows
  from prices
  group by "row"
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.current
select "row", sku, valid_from, price
from prices
qualify row_number() over (partition by sku order by valid_from desc nulls last, "row" nulls last) = 1
order by sku nulls last

-- rule case.oldest
select sku, price
from prices
qualify row_number() over (
    partition by sku
    order by valid_from nulls first, "row" desc nulls last
  ) = 1
order by sku nulls last
