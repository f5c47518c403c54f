-- source case.bags
-- promised: not_null [id]; not_null [full]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where "full" is null) as null_full_1
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

-- rule case.base
select id, xs, "full", ys, m, ps, qs, deep
from bags
order by id nulls last

-- rule case.expression
select
  id,
  xs,
  id as after,
  unnest(if(len(list_reverse(xs)) > 0, list_reverse(xs), [null])) as x,
  generate_subscripts(list_reverse(xs), 1) - 1 as i
from base
order by id nulls last, i nulls last

-- rule case.full_
select id, unnest("full") as x, generate_subscripts("full", 1) - 1 as i
from base
order by id nulls last, i nulls last

-- rule case.full_kept
select
  id,
  unnest(if(len("full") > 0, "full", [null])) as x,
  generate_subscripts("full", 1) - 1 as i
from base
order by id nulls last, i nulls last

-- rule case.list_
select id, unnest(xs) as x, generate_subscripts(xs, 1) - 1 as i, id as after
from base
order by id nulls last, i nulls last

-- rule case.list_from_one
select id, unnest(xs) as x, generate_subscripts(xs, 1) as i
from base
order by id nulls last, i nulls last

-- rule case.list_kept
select
  id,
  unnest(if(len(xs) > 0, xs, [null])) as x,
  generate_subscripts(xs, 1) - 1 as i,
  id as after
from base
order by id nulls last, i nulls last

-- rule case.list_without_index
select id, unnest(if(len(xs) > 0, xs, [null])) as x
from base
order by id nulls last, x nulls last
-- promised: key [id, x]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id, x
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.map_
select
  id,
  unnest(list_sort(map_keys(m))) as key,
  unnest(list_transform(list_sort(map_keys(m)), lambda k: m[k])) as value,
  generate_subscripts(map_keys(m), 1) - 1 as i
from base
order by id nulls last, i nulls last

-- rule case.map_kept
select
  id,
  unnest(if(cardinality(m) > 0, list_sort(map_keys(m)), [null])) as key,
  unnest(if(cardinality(m) > 0, list_transform(list_sort(map_keys(m)), lambda k: m[k]), [null])) as value,
  generate_subscripts(map_keys(m), 1) - 1 as i
from base
order by id nulls last, i nulls last

-- rule case.map_without_index
select
  id,
  unnest(list_sort(map_keys(m))) as k,
  unnest(list_transform(list_sort(map_keys(m)), lambda k: m[k])) as v
from base
order by id nulls last, k nulls last
-- promised: key [id, k]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id, k
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.nested
with exploded as (
  select id, unnest(deep) as xs, generate_subscripts(deep, 1) - 1 as i
  from base
)
select id, unnest(xs) as x, generate_subscripts(xs, 1) - 1 as j, i
from exploded
order by id nulls last, i nulls last, j nulls last

-- rule case.nested_kept
with exploded as (
  select id, unnest(if(len(deep) > 0, deep, [null])) as xs, generate_subscripts(deep, 1) - 1 as i
  from base
)
select id, unnest(if(len(xs) > 0, xs, [null])) as x, generate_subscripts(xs, 1) - 1 as j, i
from exploded
order by id nulls last, i nulls last, j nulls last

-- rule case.structs
with exploded as (
  select id, unnest(ps) as element, generate_subscripts(ps, 1) - 1 as i
  from base
)
select id, element.a, element.b, i
from exploded
order by id nulls last, i nulls last

-- rule case.structs_kept
with exploded as (
  select id, unnest(if(len(ps) > 0, ps, [null])) as element, generate_subscripts(ps, 1) - 1 as i
  from base
)
select id, element.a, element.b, i
from exploded
order by id nulls last, i nulls last

-- rule case.structs_null
with exploded as (
  select id, unnest(qs) as element, generate_subscripts(qs, 1) - 1 as i
  from base
)
select id, element.a, i
from exploded
order by id nulls last, i nulls last

-- rule case.structs_part
with exploded as (
  select id, unnest(ps) as element, generate_subscripts(ps, 1) - 1 as i
  from base
)
select id, element.b, i
from exploded
order by id nulls last, i nulls last

-- rule case.structs_whole
with exploded as (
  select id, unnest(ps) as p, generate_subscripts(ps, 1) - 1 as i
  from base
)
select id, i, p, p.b
from exploded
order by id nulls last, i nulls last

-- rule case.two
with exploded as (
  select id, unnest(xs) as x, generate_subscripts(xs, 1) - 1 as i, ys
  from base
  where id = 1
)
select id, x, i, unnest(ys) as y, generate_subscripts(ys, 1) - 1 as j
from exploded
order by id nulls last, i nulls last, j nulls last

-- rule case.zip_
select
  id,
  unnest(
    if(
      coalesce(len(xs), 0) = coalesce(len(ys), 0),
      xs,
      error('the lists to explode have unequal lengths; `pad: true` fills the shorter with nulls')
    )
  ) as x,
  unnest(ys) as y,
  generate_subscripts(xs, 1) - 1 as i
from base
where id in (1, 4)
order by id nulls last, i nulls last

-- rule case.zip_kept
select
  id,
  unnest(
    if(
      greatest(len(xs), len(ys)) > 0,
      if(
        coalesce(len(xs), 0) = coalesce(len(ys), 0),
        xs,
        error(
          'the lists to explode have unequal lengths; `pad: true` fills the shorter with nulls'
        )
      ),
      [null]
    )
  ) as x,
  unnest(if(greatest(len(xs), len(ys)) > 0, ys, [null])) as y,
  generate_subscripts(xs, 1) - 1 as i
from base
where id in (1, 4)
order by id nulls last, i nulls last

-- rule case.zip_padded
select id, unnest(xs) as x, unnest(ys) as y, unnest(range(greatest(len(xs), len(ys)))) as i
from base
order by id nulls last, i nulls last

-- rule case.zip_padded_kept
select
  id,
  unnest(if(greatest(len(xs), len(ys)) > 0, xs, [null])) as x,
  unnest(if(greatest(len(xs), len(ys)) > 0, ys, [null])) as y,
  unnest(range(greatest(len(xs), len(ys)))) as i
from base
order by id nulls last, i nulls last
