with derived as materialized (
  select
    'most_called' as kind,
    '' as path,
    0::bigint as bstart,
    dst as id,
    count(*)::varchar || ' calls' as message,
    count(*) as calls,
    dst
  from call_edges
  group by dst
  order by calls desc nulls last, dst nulls last
  limit $most_called::bigint
)
select kind, path, bstart, id, message
from derived
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
