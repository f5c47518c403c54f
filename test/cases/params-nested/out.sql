-- source case.sales
-- promised: not_null [id]; not_null [day]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where amount is null) as null_amount_2
from sales
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from sales
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.chosen
select id, day, amount, note, list_contains($words::varchar[], note) as noted
from sales
where (
    list_contains($ids::bigint[], id)
    or (
      day >= ($range::struct("from" date, "to" date))."from"
      and day < coalesce(($range::struct("from" date, "to" date))."to", date '2026-03-01')
    )
  )
  and day::timestamp < timezone('UTC', $run_at::timestamptz)
order by id nulls last
-- promised: check
select count(*) filter (where not (amount > 0.00)) as check_0
from __rulec_result

-- rule case.own
select
  id,
  ($factors::decimal(4, 2)[])[1]::decimal(4, 2) as first,
  (amount * ($factors::decimal(4, 2)[])[2])::decimal(16, 4) as second,
  ($of::struct("id" bigint, "tags" varchar[])).tags[2]::varchar as tag,
  $of::struct("id" bigint, "tags" varchar[]) as whole
from sales
where id >= ($of::struct("id" bigint, "tags" varchar[])).id
order by id nulls last

-- rule case.other
select
  id,
  ([]::integer[]::decimal(4, 2)[])[1]::decimal(4, 2) as first,
  (amount * ([]::integer[]::decimal(4, 2)[])[2])::decimal(16, 4) as second,
  ({'id': 3::bigint, 'tags': ['x']}).tags[2]::varchar as tag,
  {'id': 3::bigint, 'tags': ['x']} as whole
from sales
where id >= ({'id': 3::bigint, 'tags': ['x']}).id
order by id nulls last

-- rule case.parts
select
  id,
  (($ranges::struct("low" decimal(12, 2), "names" varchar[])[])[1]).low::decimal(12, 2) as low,
  (($ranges::struct("low" decimal(12, 2), "names" varchar[])[])[1]).names::varchar[] as names,
  ($days::date[])[2]::date as day,
  $words::varchar[] as words
from sales
order by id nulls last

-- rule case.written_as_text
select
  id,
  $who::uuid as who,
  ($who::uuid = ($whose::uuid[])[1])::boolean as same,
  json_extract_string(json_extract(json_extract($settings::json, '/tags')::json, 0), '$')::varchar as tag,
  $key::blob as key
from sales
where id > coalesce(try_cast(regexp_extract(json_extract_string(json_extract(
    $settings::json,
    '/least'
  ), '$'), '^([+-]?\d+)(?:[.]0+)?$', 1) as bigint), error('"' || json_extract_string(json_extract(
    $settings::json,
    '/least'
  ), '$') || '" is not int64'))
order by id nulls last
