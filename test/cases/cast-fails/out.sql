-- source case.raw
-- promised: not_null [id]; not_null [price]; not_null [n]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where price is null) as null_price_1,
  count(*) filter (where n is null) as null_n_2
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
  coalesce(case
    when regexp_full_match(price, '[+-]?\d{1,50}(?:[.]\d{1,50})?[eE][+-]?\d{1,9}') then list_transform([price], lambda t: list_transform([{'d': repeat('0', 200) || regexp_extract(t, '\d+') || regexp_extract(t, '[.](\d+)', 1) || repeat('0', 200), 'p': 200 + length(regexp_extract(t, '\d+')) + greatest(least(regexp_extract(t, '[eE](.+)', 1)::integer, 200), -200)}], lambda n: try_cast(regexp_extract(t, '^-') || left(n['d'], n['p']) || '.' || substring(n['d'], n['p'] + 1) as decimal(6, 2)))[1])[1]
    else try_cast(regexp_extract(price, '^[+-]?\d+(?:[.]\d+)?$') as decimal(6, 2))
  end, error('"' || price || '" is not decimal(6, 2)')) as price,
  try_cast(regexp_extract(n, '^([+-]?\d+)(?:[.]0+)?$', 1) as bigint) as n
from raw
order by id nulls last
