with winners as (
  select i.path, i.import_id, i.module_bstart, i.module_bend, o.symbol
  from ast_imports as i
  join occurrences as o on i.path = o.path
    and o.bstart >= i.module_bstart
    and o.bend <= i.module_bend
  qualify row_number() over (
      partition by i.import_id
      order by o.symbol nulls last, o.occurrence_id nulls last
    ) = 1
)
select
  winners.import_id as id,
  f.file_id as src,
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
join files as f on winners.path = f.path
order by path nulls last, bstart nulls last, id nulls last
