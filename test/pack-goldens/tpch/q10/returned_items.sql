with grouped as (
  select orders.o_custkey, sum(lineitem.l_extendedprice * (1 - lineitem.l_discount)) as revenue
  from lineitem
  join orders on lineitem.l_orderkey = orders.o_orderkey
  where lineitem.l_returnflag = 'R'
    and orders.o_orderdate >= $q10_start::date
    and orders.o_orderdate < ($q10_start::date + interval '3 months')::date
  group by orders.o_custkey
)
select
  customer.c_custkey,
  customer.c_name,
  grouped.revenue,
  customer.c_acctbal,
  nation.n_name,
  customer.c_address,
  customer.c_phone,
  customer.c_comment
from grouped
join customer on grouped.o_custkey = customer.c_custkey
join nation on customer.c_nationkey = nation.n_nationkey
order by revenue desc nulls last, c_custkey nulls last
limit 20
