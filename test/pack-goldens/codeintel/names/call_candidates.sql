with exploded as (
  select
    path,
    call_id,
    bstart,
    bend,
    unnest(callee_qnames) as element,
    generate_subscripts(callee_qnames, 1) - 1 as index,
    owner_def_id
  from ast_calls
)
select call_id, index, path, bstart, bend, owner_def_id, element.name as qname, element.source
from exploded
where element.name <> ''
order by call_id nulls last, index nulls last
