select
  type_ref_id as id,
  owner_def_id as src,
  type_id as dst,
  path,
  bstart,
  bend,
  'syntax' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'type_edges' as rule
from types_norm
order by path nulls last, bstart nulls last, id nulls last
