-- source case.wide
-- promised: not_null [id]; not_null [site]; not_null [made_on]; not_null [net_amt]; not_null [ok]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where site is null) as null_site_1,
  count(*) filter (where made_on is null) as null_made_on_2,
  count(*) filter (where net_amt is null) as null_net_amt_3,
  count(*) filter (where ok is null) as null_ok_4
from wide
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from wide
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.by_macro
select id, width_mm, height_mm
from wide
order by id nulls last

-- rule case.by_null
select id, note
from wide
order by id nulls last

-- rule case.by_place
select id, width_mm, ok
from wide
order by id nulls last

-- rule case.by_tag
select id, site
from wide
order by id nulls last

-- rule case.by_type
select id, made_on, net_amt, ok
from wide
order by id nulls last

-- rule case.nullable_now
select id, site, note
from wide
where note is not null
order by id nulls last
