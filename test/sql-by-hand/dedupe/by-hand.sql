select sku, price, valid_from
from prices
qualify row_number() over (partition by sku order by valid_from desc nulls last, price_id) = 1
order by sku
