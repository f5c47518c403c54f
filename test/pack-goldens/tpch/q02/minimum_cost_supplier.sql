select
  supplier.s_acctbal,
  supplier.s_name,
  nation.n_name,
  part.p_partkey,
  part.p_mfgr,
  supplier.s_address,
  supplier.s_phone,
  supplier.s_comment
from partsupp
join part on partsupp.ps_partkey = part.p_partkey
join supplier on partsupp.ps_suppkey = supplier.s_suppkey
join nation on supplier.s_nationkey = nation.n_nationkey
join region on nation.n_regionkey = region.r_regionkey
where part.p_size = $size::integer
  and ends_with(part.p_type, $q02_type::varchar)
  and region.r_name = $q02_region_name::varchar
qualify partsupp.ps_supplycost = min(partsupp.ps_supplycost) over (partition by part.p_partkey)
order by s_acctbal desc nulls last, n_name nulls last, s_name nulls last, p_partkey nulls last
limit 100
