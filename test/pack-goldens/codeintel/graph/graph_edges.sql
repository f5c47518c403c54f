with combined as (
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from role_defines
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from role_references
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from role_reads
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from role_writes
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from sym_reference
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from sym_implementation
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from sym_type_definition
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from sym_definition
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from contains
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from def_symbols
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from call_edges
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from fallback_calls
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from import_edges
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from import_symbols
  union all
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule
  from type_edges
),
derived as (
  select
    id,
    src,
    dst,
    path,
    bstart,
    bend,
    origin,
    confidence,
    score,
    ambiguity_group_id,
    priority,
    rule as kind,
    'edge:' || left(sha256(concat_ws(chr(31), 'edge', rule, src, dst, path, bstart::varchar, bend::varchar)), 16) as edge_id
  from combined
)
select
  edge_id,
  kind,
  src,
  dst,
  path,
  bstart,
  bend,
  origin,
  confidence,
  score,
  ambiguity_group_id,
  priority,
  id
from derived
qualify row_number() over (
    partition by edge_id
    order by score desc nulls last, confidence desc nulls last, priority nulls last, id nulls last
  ) = 1
order by
  path nulls last,
  bstart nulls last,
  kind nulls last,
  src nulls last,
  dst nulls last,
  edge_id nulls last
