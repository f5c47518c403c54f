select
  lineitem.l_orderkey,
  sum(lineitem.l_extendedprice * (1 - lineitem.l_discount)) as revenue,
  orders.o_orderdate,
  orders.o_shippriority
from lineitem
join orders on lineitem.l_orderkey = orders.o_orderkey
join customer on orders.o_custkey = customer.c_custkey
where lineitem.l_shipdate > $day::date
  and orders.o_orderdate < $day::date
  and customer.c_mktsegment = $segment::varchar
group by lineitem.l_orderkey, orders.o_orderdate, orders.o_shippriority
order by revenue desc nulls last, o_orderdate nulls last, l_orderkey nulls last
limit 10
