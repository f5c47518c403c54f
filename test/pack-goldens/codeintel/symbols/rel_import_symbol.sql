select
  ast_imports.import_id as node_id,
  ast_imports.path,
  ast_imports.name_bstart as bstart,
  ast_imports.name_bend as bend,
  occurrences.symbol,
  occurrences.occurrence_id,
  count(*) over (partition by ast_imports.import_id, occurrences.bstart, occurrences.bend) - 1 as ambiguity
from ast_imports
join occurrences on ast_imports.path = occurrences.path
  and occurrences.bstart >= ast_imports.name_bstart
  and occurrences.bend <= ast_imports.name_bend
where ast_imports.name_bstart is not null and ast_imports.name_bend is not null
qualify row_number() over (
    partition by ast_imports.import_id
    order by (
        occurrences.bstart = ast_imports.name_bstart
        and occurrences.bend = ast_imports.name_bend
      ) desc nulls last,
      occurrences.bend - occurrences.bstart desc nulls last,
      occurrences.bstart nulls last,
      false nulls last,
      case
        when regexp_matches(occurrences.symbol, '\([^()]*\)\.$') then 0::bigint
        when ends_with(occurrences.symbol, '.') then 1
        when ends_with(occurrences.symbol, '#') then 2
        else 3
      end nulls last,
      occurrences.symbol nulls last,
      occurrences.occurrence_id nulls last
  ) = 1
order by path nulls last, bstart nulls last, node_id nulls last
