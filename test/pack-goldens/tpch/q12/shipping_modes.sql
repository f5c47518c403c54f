select
  lineitem.l_shipmode,
  count(*) filter (where orders.o_orderpriority in ('1-URGENT', '2-HIGH')) as high_line_count,
  count(*) filter (where not (orders.o_orderpriority in ('1-URGENT', '2-HIGH'))) as low_line_count
from lineitem
join orders on lineitem.l_orderkey = orders.o_orderkey
where list_contains($modes::varchar[], lineitem.l_shipmode)
  and lineitem.l_shipdate < lineitem.l_commitdate
  and lineitem.l_commitdate < lineitem.l_receiptdate
  and lineitem.l_receiptdate >= $q12_start::date
  and lineitem.l_receiptdate < ($q12_start::date + interval '12 months')::date
group by lineitem.l_shipmode
order by l_shipmode nulls last
