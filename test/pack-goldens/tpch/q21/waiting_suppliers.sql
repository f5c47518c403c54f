with late as (
  select l_orderkey, l_suppkey
  from lineitem
  where l_receiptdate > l_commitdate
),
joined as (
  select late.l_orderkey, late.l_suppkey, supplier.s_name
  from late
  join orders on late.l_orderkey = orders.o_orderkey
  join supplier on late.l_suppkey = supplier.s_suppkey
  join nation on supplier.s_nationkey = nation.n_nationkey
  where orders.o_orderstatus = 'F' and nation.n_name = $q21_nation_name::varchar
),
joined_b as (
  select joined.s_name
  from joined
  semi join lineitem as other on joined.l_orderkey = other.l_orderkey
    and joined.l_suppkey <> other.l_suppkey
  anti join late on joined.l_orderkey = late.l_orderkey and joined.l_suppkey <> late.l_suppkey
)
select s_name, count(*) as numwait
from joined_b
group by s_name
order by numwait desc nulls last, s_name nulls last
limit 100
