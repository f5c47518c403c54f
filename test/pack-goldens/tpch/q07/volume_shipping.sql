select
  supp.n_name as supp_nation,
  cust.n_name as cust_nation,
  year(lineitem.l_shipdate) as l_year,
  sum(lineitem.l_extendedprice * (1 - lineitem.l_discount)) as revenue
from lineitem
join supplier on lineitem.l_suppkey = supplier.s_suppkey
join orders on lineitem.l_orderkey = orders.o_orderkey
join customer on orders.o_custkey = customer.c_custkey
join nation as supp on supplier.s_nationkey = supp.n_nationkey
join nation as cust on customer.c_nationkey = cust.n_nationkey
where lineitem.l_shipdate between date '1995-01-01' and date '1996-12-31'
  and (
    (supp.n_name = $nation1::varchar and cust.n_name = $nation2::varchar)
    or (supp.n_name = $nation2::varchar and cust.n_name = $nation1::varchar)
  )
group by 1, 2, 3
order by supp_nation nulls last, cust_nation nulls last, l_year nulls last
