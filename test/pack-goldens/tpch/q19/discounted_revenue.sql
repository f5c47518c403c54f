with with_least as (
  select
    p_partkey,
    case
      when p_brand = $brand1::varchar
        and p_size between 1 and 5
        and p_container in ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG') then $quantity1::decimal(15, 2)
      when p_brand = $brand2::varchar
        and p_size between 1 and 10
        and p_container in ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK') then $quantity2::decimal(15, 2)
      when p_brand = $brand3::varchar
        and p_size between 1 and 15
        and p_container in ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG') then $quantity3::decimal(15, 2)
    end as least
  from part
)
select sum(lineitem.l_extendedprice * (1 - lineitem.l_discount)) as revenue
from lineitem
join with_least on lineitem.l_partkey = with_least.p_partkey
where lineitem.l_shipmode in ('AIR', 'AIR REG')
  and lineitem.l_shipinstruct = 'DELIVER IN PERSON'
  and with_least.least is not null
  and lineitem.l_quantity between with_least.least and with_least.least + 10
