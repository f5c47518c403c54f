with ranked as (
  select
    rel_call_qname.call_id,
    rel_call_qname.qname_id,
    rel_call_qname.index,
    rel_call_qname.path,
    rel_call_qname.bstart,
    rel_call_qname.bend,
    rel_call_qname.owner_def_id,
    count(*) over by_call_id as candidates,
    greatest(0.05, 0.40 - 0.10 * (count(*) over by_call_id - 1)) as confidence
  from rel_call_qname
  anti join rel_call_symbol on rel_call_qname.call_id = rel_call_symbol.node_id
  window by_call_id as (partition by rel_call_qname.call_id)
)
select
  call_id as id,
  owner_def_id as src,
  qname_id as dst,
  path,
  bstart,
  bend,
  'syntax' as origin,
  confidence::decimal(3, 2) as confidence,
  confidence::decimal(5, 2) as score,
  case when candidates = 1 then null else call_id end as ambiguity_group_id,
  10 as priority,
  'fallback_calls' as rule
from ranked
qualify row_number() over (
    partition by call_id
    order by confidence desc nulls last, index nulls last, qname_id nulls last
  ) = 1
order by path nulls last, bstart nulls last, id nulls last
