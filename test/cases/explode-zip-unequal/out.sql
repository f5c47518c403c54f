-- source case.tracks
-- promised: not_null [id]; not_null [xs]; not_null [ys]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where xs is null) as null_xs_1,
  count(*) filter (where ys is null) as null_ys_2
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
order by id nulls last, "at" nulls last
