-- source case.readings
-- promised: not_null [site]; not_null [x]
select
  count(*) filter (where site is null) as null_site_0,
  count(*) filter (where x is null) as null_x_1
from readings

-- rule case.exact
select site, sum(x::decimal(18, 4)) as total
from readings
group by site
order by site nulls last
