with late as (
  select l_orderkey, l_suppkey
  from lineitem
  where l_receiptdate > l_commitdate
)
select supplier.s_name, count(*) as numwait
from late
join orders on late.l_orderkey = orders.o_orderkey
join supplier on late.l_suppkey = supplier.s_suppkey
join nation on supplier.s_nationkey = nation.n_nationkey
semi join lineitem as other on late.l_orderkey = other.l_orderkey
  and late.l_suppkey <> other.l_suppkey
anti join late as late_l_orderkey on late.l_orderkey = late_l_orderkey.l_orderkey
  and late.l_suppkey <> late_l_orderkey.l_suppkey
where orders.o_orderstatus = 'F' and nation.n_name = $q21_nation_name::varchar
group by supplier.s_name
order by numwait desc nulls last, s_name nulls last
limit 100
