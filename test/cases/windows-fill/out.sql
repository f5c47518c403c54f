-- source case.readings
-- promised: not_null [site]; not_null [at]; not_null [ok]
select
  count(*) filter (where site is null) as null_site_0,
  count(*) filter (where "at" is null) as null_at_1,
  count(*) filter (where ok is null) as null_ok_2
from readings
-- promised: key [site, at]
with filtered as (
  select count(*) as rows
  from readings
  group by site, "at"
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.filled
select
  site,
  "at",
  value,
  ok,
  last(value ignore nulls) over by_site as known,
  first(value ignore nulls) over (
    partition by site
    order by "at" nulls last
    rows between current row and unbounded following
  ) as next,
  struct_extract(last(case when ok then {'value': value} end ignore nulls) over by_site, 'value') as last_ok,
  struct_extract(first(case
    when ok then {'value': "at"}
  end ignore nulls) over (
    partition by site
    order by "at" nulls last
    rows between unbounded preceding and unbounded following
  ), 'value') as first_at
from readings
window by_site as (
    partition by site
    order by "at" nulls last
    rows between unbounded preceding and current row
  )
order by site nulls last, "at" nulls last
