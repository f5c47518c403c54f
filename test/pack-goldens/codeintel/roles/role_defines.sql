select
  occurrences.occurrence_id as id,
  files.file_id as src,
  occurrences.symbol as dst,
  occurrences.path,
  occurrences.bstart,
  occurrences.bend,
  'scip' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'role_defines' as rule
from occurrences
join files on occurrences.path = files.path
where (occurrences.symbol_roles::bigint & 1 <> 0) = true
order by path nulls last, bstart nulls last, id nulls last
