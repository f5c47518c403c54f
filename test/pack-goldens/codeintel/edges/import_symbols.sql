select
  s.node_id as id,
  f.file_id as src,
  s.symbol as dst,
  s.path,
  s.bstart,
  s.bend,
  'scip' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'import_symbols' as rule
from rel_import_symbol as s
join files as f on s.path = f.path
order by path nulls last, bstart nulls last, id nulls last
