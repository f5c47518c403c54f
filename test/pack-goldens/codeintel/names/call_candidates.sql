with exploded as (
  select
    path,
    call_id,
    bstart,
    bend,
    unnest(callee_qnames) as q,
    generate_subscripts(callee_qnames, 1) - 1 as index,
    owner_def_id
  from ast_calls
)
select call_id, index, path, bstart, bend, owner_def_id, q.name as qname, q.source
from exploded
where q.name <> ''
order by call_id nulls last, index nulls last
