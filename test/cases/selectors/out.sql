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

-- rule case.described
select id, net_amt, ok, note, made_on
from wide
order by id nulls last

-- rule case.dropped
select id, width_mm, height_mm, net_amt
from wide
order by id nulls last

-- rule case.picked
select id, width_mm, height_mm, note, net_amt
from wide
order by id nulls last

-- rule case.rounded
select
  id,
  floor(width_mm) as width_mm_low,
  ceil(width_mm) as width_mm_high,
  floor(height_mm) as height_mm_low,
  ceil(height_mm) as height_mm_high,
  id * 10 as id_times_ten
from wide
where (width_mm is not null and height_mm is not null) or not ok
order by id nulls last
