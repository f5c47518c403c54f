with base as (
  select l_suppkey, sum(l_extendedprice * (1 - l_discount)) as total_revenue
  from lineitem
  where l_shipdate >= $q15_start::date
    and l_shipdate < ($q15_start::date + interval '3 months')::date
  group by l_suppkey
),
grouped as (
  select max(total_revenue) as max_total_revenue
  from base
)
select
  supplier.s_suppkey,
  supplier.s_name,
  supplier.s_address,
  supplier.s_phone,
  base.total_revenue
from base
cross join grouped
join supplier on base.l_suppkey = supplier.s_suppkey
where base.total_revenue = grouped.max_total_revenue
order by s_suppkey nulls last
