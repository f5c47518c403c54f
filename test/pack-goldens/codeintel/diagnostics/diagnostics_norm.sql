with combined as (
  select diag_id, path, bstart, bend, source, severity as level, code, message, tags
  from diagnostics
  union all
  select
    'diag:' || left(sha256(concat_ws(chr(31), 'diag', path, 'parse', error_no::varchar)), 16) as diag_id,
    path,
    null::bigint as bstart,
    null::bigint as bend,
    'parser' as source,
    'error' as level,
    'parse_error' as code,
    message,
    []::integer[]::varchar[] as tags
  from parse_errors
  union all
  select
    'diag:' || left(sha256(concat_ws(chr(31), 'diag', path, 'span', occurrence_id)), 16) as diag_id,
    path,
    null::bigint as bstart,
    null::bigint as bend,
    'spans' as source,
    'warning' as level,
    reason as code,
    'the place of ' || symbol || ' is not known' as message,
    []::integer[]::varchar[] as tags
  from span_errors
)
select
  diag_id,
  generate_subscripts(tags, 1) - 1 as index,
  unnest(if(len(tags) > 0, tags, [null])) as tag,
  path,
  bstart,
  bend,
  source,
  case
    when level = 'error' then 1::bigint
    when level = 'warning' then 2
    when level = 'info' then 3
    else 4
  end as severity,
  code,
  message
from combined
order by diag_id nulls last, index nulls last
