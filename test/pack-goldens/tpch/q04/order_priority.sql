select orders.o_orderpriority, count(*) as order_count
from orders
semi join lineitem on orders.o_orderkey = lineitem.l_orderkey
  and lineitem.l_commitdate < lineitem.l_receiptdate
where orders.o_orderdate >= $q04_start::date
  and orders.o_orderdate < ($q04_start::date + interval '3 months')::date
group by orders.o_orderpriority
order by o_orderpriority nulls last
