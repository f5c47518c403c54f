-- source case.readings
-- promised: not_null [id]; not_null [site]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where site is null) as null_site_1
from readings
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from readings
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.scaled
select
  id,
  (x - avg(x) over in_order) / nullif(stddev_samp(x) over in_order, 0) as z,
  x / 2 as half,
  round(x, 1) as rounded,
  x / nullif(0, 0) as "none",
  sqrt(nullif(greatest(x, -5e-324), -5e-324)) as root,
  replace(printf('%.2f', round(x, 2) + 0), '-nan', 'nan') as text
from readings
window in_order as (
    order by id nulls last
    rows between unbounded preceding and unbounded following
  )
order by id nulls last

-- rule case.sums
select
  site,
  sum(x order by id nulls last) as total,
  avg(x order by id nulls last) as mean,
  stddev_samp(x order by id nulls last) as spread,
  max(x) as most,
  median(x) as middle
from readings
group by site
order by site nulls last
