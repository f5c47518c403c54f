select
  def_id as id,
  container_def_id as src,
  def_id as dst,
  path,
  bstart,
  bend,
  'syntax' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'contains' as rule
from ast_defs
order by path nulls last, bstart nulls last, id nulls last
