-- source case.tracks
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from tracks
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from tracks
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.padded
select
  id,
  unnest(if(greatest(len(xs), len(ys)) > 0, xs, [null])) as x,
  unnest(if(greatest(len(xs), len(ys)) > 0, ys, [null])) as y,
  unnest(range(1, greatest(len(xs), len(ys)) + 1)) as "at"
from tracks
order by id nulls last, "at" nulls last

-- rule case.pairs
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
  generate_subscripts(xs, 1) - 1 as "at"
from tracks
where id <> 2
order by id nulls last, "at" nulls last

-- rule case.twice
select
  id,
  unnest(
    if(
      coalesce(len(xs), 0) = coalesce(len(xs), 0),
      xs,
      error('the lists to explode have unequal lengths; `pad: true` fills the shorter with nulls')
    )
  ) as here,
  unnest(xs) as there,
  generate_subscripts(xs, 1) as "at",
  id as last
from tracks
order by id nulls last, "at" nulls last
