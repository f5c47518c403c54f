with base as materialized (
  select
    partsupp.ps_supplycost,
    part.p_partkey,
    part.p_mfgr,
    supplier.s_name,
    supplier.s_address,
    supplier.s_phone,
    supplier.s_acctbal,
    supplier.s_comment,
    nation.n_name
  from partsupp
  join part on partsupp.ps_partkey = part.p_partkey
  join supplier on partsupp.ps_suppkey = supplier.s_suppkey
  join nation on supplier.s_nationkey = nation.n_nationkey
  join region on nation.n_regionkey = region.r_regionkey
  where part.p_size = $size::integer
    and ends_with(part.p_type, $q02_type::varchar)
    and region.r_name = $q02_region_name::varchar
),
grouped as (
  select p_partkey, min(ps_supplycost) as min_ps_supplycost
  from base
  group by p_partkey
)
select
  base.s_acctbal,
  base.s_name,
  base.n_name,
  base.p_partkey,
  base.p_mfgr,
  base.s_address,
  base.s_phone,
  base.s_comment
from base
join grouped on base.p_partkey = grouped.p_partkey
where base.ps_supplycost = grouped.min_ps_supplycost
order by s_acctbal desc nulls last, n_name nulls last, s_name nulls last, p_partkey nulls last
limit 100
