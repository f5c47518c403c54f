select
  nation.n_name as supp_nation,
  nation_c_nationkey.n_name as cust_nation,
  year(lineitem.l_shipdate) as l_year,
  sum(lineitem.l_extendedprice * (1 - lineitem.l_discount)) as revenue
from lineitem
join supplier on lineitem.l_suppkey = supplier.s_suppkey
join orders on lineitem.l_orderkey = orders.o_orderkey
join customer on orders.o_custkey = customer.c_custkey
join nation on supplier.s_nationkey = nation.n_nationkey
join nation as nation_c_nationkey on customer.c_nationkey = nation_c_nationkey.n_nationkey
where lineitem.l_shipdate between date '1995-01-01' and date '1996-12-31'
  and (
    (nation.n_name = $nation1::varchar and nation_c_nationkey.n_name = $nation2::varchar)
    or (nation.n_name = $nation2::varchar and nation_c_nationkey.n_name = $nation1::varchar)
  )
group by 1, 2, 3
order by supp_nation nulls last, cust_nation nulls last, l_year nulls last
