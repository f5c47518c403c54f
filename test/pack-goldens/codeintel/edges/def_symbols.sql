select
  node_id as id,
  node_id as src,
  symbol as dst,
  path,
  bstart,
  bend,
  'scip' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'def_symbols' as rule
from rel_def_symbol
order by path nulls last, bstart nulls last, id nulls last
