with winners as (
  select
    ast_imports.import_id,
    ast_imports.path,
    ast_imports.module_bstart,
    ast_imports.module_bend,
    occurrences.symbol
  from ast_imports
  join occurrences on ast_imports.path = occurrences.path
    and occurrences.bstart >= ast_imports.module_bstart
    and occurrences.bend <= ast_imports.module_bend
  qualify row_number() over (
      partition by ast_imports.import_id
      order by occurrences.symbol nulls last, occurrences.occurrence_id nulls last
    ) = 1
)
select
  winners.import_id as id,
  files.file_id as src,
  winners.symbol as dst,
  winners.path,
  winners.module_bstart as bstart,
  winners.module_bend as bend,
  'scip' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'import_edges' as rule
from winners
join files on winners.path = files.path
order by path nulls last, bstart nulls last, id nulls last
