select nation.n_name, sum(lineitem.l_extendedprice * (1 - lineitem.l_discount)) as revenue
from lineitem
join orders on lineitem.l_orderkey = orders.o_orderkey
join customer on orders.o_custkey = customer.c_custkey
join supplier on lineitem.l_suppkey = supplier.s_suppkey
  and customer.c_nationkey = supplier.s_nationkey
join nation on supplier.s_nationkey = nation.n_nationkey
join region on nation.n_regionkey = region.r_regionkey
where orders.o_orderdate >= $q05_start::date
  and region.r_name = $q05_region_name::varchar
  and orders.o_orderdate < ($q05_start::date + interval '12 months')::date
group by nation.n_name
order by revenue desc nulls last, n_name nulls last
