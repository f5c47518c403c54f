with grouped as (
  select l_suppkey, sum(l_extendedprice * (1 - l_discount)) as total_revenue
  from lineitem
  where l_shipdate >= $q15_start::date
    and l_shipdate < ($q15_start::date + interval '3 months')::date
  group by l_suppkey
),
filtered as (
  select l_suppkey, total_revenue
  from grouped
  qualify total_revenue = max(total_revenue) over ()
)
select
  supplier.s_suppkey,
  supplier.s_name,
  supplier.s_address,
  supplier.s_phone,
  filtered.total_revenue
from filtered
join supplier on filtered.l_suppkey = supplier.s_suppkey
order by s_suppkey nulls last
