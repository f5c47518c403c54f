-- source case.bags
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from bags
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from bags
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.changed
select
  id,
  list_transform(xs, lambda x: x * 2) as doubled,
  list_filter(xs, lambda element: element > 1) as large,
  len(list_filter(xs, lambda x: x > 2)) > 0 as "any",
  list_sort(xs, 'asc', 'nulls last') as sorted,
  list_sort(list_distinct(xs), 'asc', 'nulls last') as once,
  list_sum(xs)::bigint as total,
  array_to_string(names, '+') as joined,
  names || ['z'] as more,
  xs[2:3] as part,
  list_contains(names, 'b') as has,
  list_position(names, 'b')::bigint as place
from bags
order by id nulls last

-- rule case.looked_up
select
  id,
  xs[1::bigint] as first,
  xs[4::bigint] as fourth,
  xs[0::bigint] as "none",
  len(xs) as n,
  m['a'] as of_a,
  m['z'] as of_z,
  list_sort(map_keys(m), 'asc', 'nulls last') as keys,
  coalesce(try_cast(regexp_extract(json_extract_string(json_extract(j, '/k'), '$'), '^([+-]?\d+)(?:[.]0+)?$', 1) as bigint), error('"' || json_extract_string(json_extract(
    j,
    '/k'
  ), '$') || '" is not int64')) as k,
  json_extract_string(json_extract(json_extract(j, '/list'), 0), '$') as deep
from bags
order by id nulls last
