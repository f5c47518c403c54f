select
  nation.n_name as nation,
  year(orders.o_orderdate) as o_year,
  sum(lineitem.l_extendedprice * (1 - lineitem.l_discount)
    - partsupp.ps_supplycost * lineitem.l_quantity) as sum_profit
from lineitem
join part on lineitem.l_partkey = part.p_partkey
join partsupp on lineitem.l_partkey = partsupp.ps_partkey
  and lineitem.l_suppkey = partsupp.ps_suppkey
join orders on lineitem.l_orderkey = orders.o_orderkey
join supplier on lineitem.l_suppkey = supplier.s_suppkey
join nation on supplier.s_nationkey = nation.n_nationkey
where contains(part.p_name, $q09_color::varchar)
group by 1, 2
order by nation nulls last, o_year desc nulls last
