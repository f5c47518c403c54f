select
  year(orders.o_orderdate) as o_year,
  sum(case
    when seller.n_name = $q08_nation_name::varchar then lineitem.l_extendedprice
      * (1 - lineitem.l_discount)
    else 0.0000
  end)::varchar::double / nullif(sum(lineitem.l_extendedprice * (1 - lineitem.l_discount))::varchar::double, 0) as mkt_share
from lineitem
join part on lineitem.l_partkey = part.p_partkey
join orders on lineitem.l_orderkey = orders.o_orderkey
join customer on orders.o_custkey = customer.c_custkey
join nation as home on customer.c_nationkey = home.n_nationkey
join region on home.n_regionkey = region.r_regionkey
join supplier on lineitem.l_suppkey = supplier.s_suppkey
join nation as seller on supplier.s_nationkey = seller.n_nationkey
where part.p_type = $q08_type::varchar
  and orders.o_orderdate between date '1995-01-01' and date '1996-12-31'
  and region.r_name = $q08_region_name::varchar
group by 1
order by o_year nulls last
