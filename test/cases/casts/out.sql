-- source case.raw
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from raw
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from raw
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.read
select
  id,
  t,
  try_cast(regexp_extract(t, '^([+-]?\d+)(?:[.]0+)?$', 1) as bigint) as i,
  case
    when regexp_full_match(t, '[+-]?\d{1,50}(?:[.]\d{1,50})?[eE][+-]?\d{1,9}') then list_transform([t], lambda t: list_transform([{'d': repeat('0', 200) || regexp_extract(t, '\d+') || regexp_extract(t, '[.](\d+)', 1) || repeat('0', 200), 'p': 200 + length(regexp_extract(t, '\d+')) + greatest(least(regexp_extract(t, '[eE](.+)', 1)::integer, 200), -200)}], lambda n: try_cast(regexp_extract(t, '^-') || left(n['d'], n['p']) || '.' || substring(n['d'], n['p'] + 1) as decimal(6, 2)))[1])[1]
    else try_cast(regexp_extract(t, '^[+-]?\d+(?:[.]\d+)?$') as decimal(6, 2))
  end as d,
  nullif(nullif(try_cast(regexp_extract(t, '^[+-]?\d+(?:[.]\d+)?(?:[eE][+-]?\d+)?$') as double), 'inf'), '-inf') as f,
  case t when 'true' then true when 'false' then false end as b,
  try_cast(regexp_extract(t, '^(?:[1-9]\d\d\d|0[1-9]\d\d|00[1-9]\d|000[1-9])-\d\d-\d\d$') as date) as day,
  try_cast(regexp_extract(t, '^(?:[1-9]\d\d\d|0[1-9]\d\d|00[1-9]\d|000[1-9])-\d\d-\d\d[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.]\d{1,6})?)?$') as timestamp) as "at",
  coalesce(try_cast(try_cast(regexp_extract(t, '^([+-]?\d+)(?:[.]0+)?$', 1) as bigint) as tinyint), null) as tiny
from raw
order by id nulls last

-- rule case.written
select
  id,
  12::bigint::varchar as i,
  1.50::varchar as d,
  true::varchar as b,
  date '2026-01-31'::varchar as day,
  timestamp '2026-01-31 10:00:00.5'::varchar as "at",
  2::bigint as whole,
  '[1, {}]'::json as json
from raw
where id = 1
order by id nulls last
