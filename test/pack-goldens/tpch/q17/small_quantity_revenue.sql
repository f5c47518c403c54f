with base as (
  select lineitem.l_partkey, lineitem.l_quantity, lineitem.l_extendedprice
  from lineitem
  join part on lineitem.l_partkey = part.p_partkey
  where part.p_brand = $q17_brand::varchar and part.p_container = $container::varchar
),
grouped as (
  select l_partkey, sum(l_quantity)::varchar::double / count(l_quantity) as avg_l_quantity
  from base
  group by l_partkey
)
select sum(base.l_extendedprice)::varchar::double / 7 as avg_yearly
from base
join grouped on base.l_partkey = grouped.l_partkey
where base.l_quantity < 0.2 * grouped.avg_l_quantity
