with grouped as (
  select l_partkey, l_suppkey, sum(l_quantity) as quantity
  from lineitem
  where l_shipdate >= $q20_start::date
    and l_shipdate < ($q20_start::date + interval '12 months')::date
  group by l_partkey, l_suppkey
),
filtered as (
  select partsupp.ps_suppkey
  from partsupp
  semi join part on partsupp.ps_partkey = part.p_partkey
    and starts_with(part.p_name, $q20_color::varchar)
  join grouped on partsupp.ps_partkey = grouped.l_partkey
    and partsupp.ps_suppkey = grouped.l_suppkey
  where partsupp.ps_availqty > 0.5 * grouped.quantity
)
select supplier.s_name, supplier.s_address
from supplier
join nation on supplier.s_nationkey = nation.n_nationkey
semi join filtered on supplier.s_suppkey = filtered.ps_suppkey
where nation.n_name = $q20_nation_name::varchar
order by s_name nulls last
