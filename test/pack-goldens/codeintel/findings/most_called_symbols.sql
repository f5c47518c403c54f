with limited as materialized (
  select dst, count(*) as calls
  from call_edges
  group by dst
  order by calls desc nulls last, dst nulls last
  limit $most_called::bigint
),
winners as (
  select path, symbol, bstart
  from occurrences
  where defines
  qualify row_number() over (
      partition by symbol
      order by path nulls last, bstart nulls last, bend nulls last, occurrence_id nulls last
    ) = 1
)
select
  'most_called' as kind,
  coalesce(d.path, '') as path,
  coalesce(d.bstart, 0) as bstart,
  limited.dst as id,
  coalesce(regexp_extract_all(limited.dst, '`/(.+)$', 1)[1], limited.dst)
    || ' is called '
    || case when limited.calls = 1 then 'once' else limited.calls::varchar || ' times' end as message
from limited
left join winners as d on limited.dst = d.symbol
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
