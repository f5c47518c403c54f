-- source case.prices
-- promised: not_null [sku]; not_null [valid_from]; not_null [price]
select
  count(*) filter (where sku is null) as null_sku_0,
  count(*) filter (where valid_from is null) as null_valid_from_1,
  count(*) filter (where price is null) as null_price_2
from prices
