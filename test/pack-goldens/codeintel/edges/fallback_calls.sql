with base as (
  select q.call_id, q.qname_id, q.index, q.path, q.bstart, q.bend, q.owner_def_id
  from rel_call_qname as q
  anti join rel_call_symbol as s on q.call_id = s.node_id
),
grouped as (
  select call_id, count(*) as count
  from base
  group by call_id
),
derived as (
  select
    base.call_id,
    base.qname_id,
    base.index,
    base.path,
    base.bstart,
    base.bend,
    base.owner_def_id,
    grouped.count as candidates,
    greatest(0.05, 0.40 - 0.10 * (grouped.count - 1))::decimal(3, 2) as confidence
  from base
  join grouped on base.call_id = grouped.call_id
)
select
  call_id as id,
  owner_def_id as src,
  qname_id as dst,
  path,
  bstart,
  bend,
  'syntax' as origin,
  confidence,
  confidence::decimal(5, 2) as score,
  case when candidates = 1 then null else call_id end as ambiguity_group_id,
  10 as priority,
  'fallback_calls' as rule
from derived
qualify row_number() over (
    partition by call_id
    order by confidence desc nulls last, index nulls last, qname_id nulls last
  ) = 1
order by path nulls last, bstart nulls last, id nulls last
