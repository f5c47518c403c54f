select
  year(orders.o_orderdate) as o_year,
  (
    sum(case
      when nation_s_nationkey.n_name = $q08_nation_name::varchar then lineitem.l_extendedprice
        * (1 - lineitem.l_discount)
      else 0.0000
    end)::varchar::double
  ) / nullif(sum(lineitem.l_extendedprice * (1 - lineitem.l_discount))::varchar::double, 0) as mkt_share
from lineitem
join part on lineitem.l_partkey = part.p_partkey
join orders on lineitem.l_orderkey = orders.o_orderkey
join customer on orders.o_custkey = customer.c_custkey
join nation on customer.c_nationkey = nation.n_nationkey
join region on nation.n_regionkey = region.r_regionkey
join supplier on lineitem.l_suppkey = supplier.s_suppkey
join nation as nation_s_nationkey on supplier.s_nationkey = nation_s_nationkey.n_nationkey
where part.p_type = $q08_type::varchar
  and orders.o_orderdate between date '1995-01-01' and date '1996-12-31'
  and region.r_name = $q08_region_name::varchar
group by 1
order by o_year nulls last
