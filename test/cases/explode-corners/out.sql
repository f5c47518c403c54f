-- source case.things
-- promised: not_null [id]; not_null [deep]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where deep is null) as null_deep_1
from things
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from things
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.counted
with exploded as (
  select id, unnest(xs) as x
  from things
)
select id, count(*) as n, sum(x)::bigint as sum, count(*) filter (where x is null) as nulls
from exploded
group by id
order by id nulls last

-- rule case.expression
select id, xs, unnest(list_reverse(xs)) as x, generate_subscripts(list_reverse(xs), 1) - 1 as i
from things
order by id nulls last, i nulls last

-- rule case.literal
select
  id,
  unnest(string_split('p,q', ',')) as v,
  generate_subscripts(string_split('p,q', ','), 1) - 1 as i
from things
order by id nulls last, i nulls last

-- rule case.of_map
select
  id,
  unnest(list_sort(map_keys(m))) as k,
  unnest(list_transform(list_sort(map_keys(m)), lambda k: m[k])) as v,
  generate_subscripts(map_keys(m), 1) as i
from things
order by id nulls last, i nulls last

-- rule case.of_map_kept
select
  id,
  unnest(if(cardinality(m) > 0, list_sort(map_keys(m)), [null])) as k,
  unnest(if(cardinality(m) > 0, list_transform(list_sort(map_keys(m)), lambda k: m[k]), [null])) as v,
  generate_subscripts(map_keys(m), 1) as i
from things
order by id nulls last, i nulls last

-- rule case.place
select
  id,
  unnest(if(len(xs) > 0, xs, [null])) as x,
  generate_subscripts(xs, 1) - 1 as i,
  id * 10 as last
from things
order by id nulls last, i nulls last

-- rule case.struct_whole
with exploded as (
  select id, unnest(s) as one, generate_subscripts(s, 1) - 1 as i
  from things
)
select id, i, one.a, len(one.b) as n
from exploded
order by id nulls last, i nulls last

-- rule case.structs
with exploded as (
  select id, unnest(if(len(s) > 0, s, [null])) as element, generate_subscripts(s, 1) - 1 as i
  from things
)
select id, element.a, element.b, i
from exploded
order by id nulls last, i nulls last

-- rule case.twice
with exploded as (
  select id, unnest(deep) as part, generate_subscripts(deep, 1) - 1 as i
  from things
)
select id, unnest(part) as word, generate_subscripts(part, 1) as j, i
from exploded
order by id nulls last, i nulls last, j nulls last

-- rule case.twice_kept
with exploded as (
  select
    id,
    unnest(if(len(deep) > 0, deep, [null])) as part,
    generate_subscripts(deep, 1) - 1 as i
  from things
)
select id, unnest(if(len(part) > 0, part, [null])) as word, generate_subscripts(part, 1) as j, i
from exploded
order by id nulls last, i nulls last, j nulls last

-- rule case.two_columns
with exploded as (
  select id, unnest(xs) as x, generate_subscripts(xs, 1) - 1 as i, deep
  from things
),
exploded_d as (
  select id, x, i, unnest(deep) as d, generate_subscripts(deep, 1) - 1 as j
  from exploded
)
select id, i, j, x, len(d) as n
from exploded_d
order by id nulls last, i nulls last, j nulls last
