with base as (
  select partsupp.ps_partkey, sum(partsupp.ps_supplycost * partsupp.ps_availqty) as value
  from partsupp
  join supplier on partsupp.ps_suppkey = supplier.s_suppkey
  join nation on supplier.s_nationkey = nation.n_nationkey
  where nation.n_name = $q11_nation_name::varchar
  group by partsupp.ps_partkey
),
grouped as (
  select
    sum(value) + if(abs(sum(value::double)) > 1.7e36, error('a sum of decimals is too large'), 0)::decimal(38, 2) as sum_value
  from base
)
select base.ps_partkey, base.value
from base
cross join grouped
where base.value::decimal(38, 12) > grouped.sum_value * $fraction::decimal(12, 10)
order by value desc nulls last, ps_partkey nulls last
