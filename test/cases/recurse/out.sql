-- source case.calls
-- promised: not_null [src]; not_null [dst]
select
  count(*) filter (where src is null) as null_src_0,
  count(*) filter (where dst is null) as null_dst_1
from calls
-- promised: key [src, dst]
with filtered as (
  select count(*) as rows
  from calls
  group by src, dst
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.reach
with recursive reached(src, dst) as (
  select src, dst
  from calls
  union
  select reached.src, c.dst
  from reached
  join calls as c on reached.dst = c.src
)
select src, dst
from reached
order by src nulls last, dst nulls last
