with grouped as (
  select lineitem.l_partkey, lineitem.l_suppkey, sum(lineitem.l_quantity) as quantity
  from lineitem
  semi join part on lineitem.l_partkey = part.p_partkey
    and starts_with(part.p_name, $q20_color::varchar)
  where lineitem.l_shipdate >= $q20_start::date
    and lineitem.l_shipdate < ($q20_start::date + interval '12 months')::date
  group by lineitem.l_partkey, lineitem.l_suppkey
),
filtered as (
  select partsupp.ps_suppkey
  from partsupp
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
