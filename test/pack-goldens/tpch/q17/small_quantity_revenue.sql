with filtered as (
  select lineitem.l_extendedprice
  from lineitem
  join part on lineitem.l_partkey = part.p_partkey
  where part.p_brand = $q17_brand::varchar and part.p_container = $container::varchar
  window by_l_partkey as (partition by lineitem.l_partkey)
  qualify lineitem.l_quantity < 0.2
      * (
        sum(lineitem.l_quantity) over by_l_partkey::varchar::double / count(lineitem.l_quantity) over by_l_partkey
      )
)
select sum(l_extendedprice)::varchar::double / 7 as avg_yearly
from filtered
