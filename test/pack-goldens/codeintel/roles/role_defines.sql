select
  o.occurrence_id as id,
  f.file_id as src,
  o.symbol as dst,
  o.path,
  o.bstart,
  o.bend,
  'scip' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'role_defines' as rule
from occurrences as o
join files as f on o.path = f.path
where o.defines
order by path nulls last, bstart nulls last, id nulls last
