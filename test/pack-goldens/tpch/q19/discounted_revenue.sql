select sum(lineitem.l_extendedprice * (1 - lineitem.l_discount)) as revenue
from lineitem
join part on lineitem.l_partkey = part.p_partkey
where lineitem.l_shipmode in ('AIR', 'AIR REG')
  and lineitem.l_shipinstruct = 'DELIVER IN PERSON'
  and (
    (
      part.p_brand = $brand1::varchar
      and part.p_container in ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG')
      and lineitem.l_quantity between $quantity1::decimal(15, 2) and $quantity1::decimal(15, 2)
        + 10
      and part.p_size between 1 and 5
    )
    or (
      part.p_brand = $brand2::varchar
      and part.p_container in ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK')
      and lineitem.l_quantity between $quantity2::decimal(15, 2) and $quantity2::decimal(15, 2)
        + 10
      and part.p_size between 1 and 10
    )
    or (
      part.p_brand = $brand3::varchar
      and part.p_container in ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG')
      and lineitem.l_quantity between $quantity3::decimal(15, 2) and $quantity3::decimal(15, 2)
        + 10
      and part.p_size between 1 and 15
    )
  )
