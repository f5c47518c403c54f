with joined as (
  select partsupp.ps_suppkey, part.p_brand, part.p_type, part.p_size
  from partsupp
  join part on partsupp.ps_partkey = part.p_partkey
  anti join supplier on partsupp.ps_suppkey = supplier.s_suppkey
    and supplier.s_comment like '%Customer%Complaints%'
  where part.p_brand <> $q16_brand::varchar
    and not starts_with(part.p_type, $q16_type::varchar)
    and list_contains($sizes::integer[], part.p_size)
)
select p_brand, p_type, p_size, count(distinct ps_suppkey) as supplier_cnt
from joined
group by p_brand, p_type, p_size
order by supplier_cnt desc nulls last, p_brand nulls last, p_type nulls last, p_size nulls last
