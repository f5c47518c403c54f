select sum(l_extendedprice * l_discount) as revenue
from lineitem
where l_shipdate >= $q06_start::date
  and l_shipdate < ($q06_start::date + interval '12 months')::date
  and l_discount between $discount::decimal(15, 2) - 0.01 and $discount::decimal(15, 2) + 0.01
  and l_quantity < $q06_quantity::decimal(15, 2)
