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
