with filtered as (
  select l_orderkey, sum(l_quantity) as sum_qty
  from lineitem
  group by l_orderkey
  having sum(l_quantity) > $q18_quantity::decimal(15, 2)
)
select
  customer.c_name,
  customer.c_custkey,
  orders.o_orderkey,
  orders.o_orderdate,
  orders.o_totalprice,
  filtered.sum_qty
from filtered
join orders on filtered.l_orderkey = orders.o_orderkey
join customer on orders.o_custkey = customer.c_custkey
order by o_totalprice desc nulls last, o_orderdate nulls last, o_orderkey nulls last
limit 100
