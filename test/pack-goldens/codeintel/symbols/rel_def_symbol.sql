select
  ast_defs.def_id as node_id,
  ast_defs.path,
  ast_defs.name_bstart as bstart,
  ast_defs.name_bend as bend,
  occurrences.symbol,
  occurrences.occurrence_id,
  count(*) over (partition by ast_defs.def_id, occurrences.bstart, occurrences.bend) - 1 as ambiguity
from ast_defs
join occurrences on ast_defs.path = occurrences.path
  and occurrences.bstart >= ast_defs.name_bstart
  and occurrences.bend <= ast_defs.name_bend
where ast_defs.name_bstart is not null and ast_defs.name_bend is not null
qualify row_number() over (
    partition by ast_defs.def_id
    order by (occurrences.bstart = ast_defs.name_bstart and occurrences.bend = ast_defs.name_bend) desc nulls last,
      occurrences.bend - occurrences.bstart desc nulls last,
      occurrences.bstart nulls last,
      (not (occurrences.symbol_roles::bigint & 1 <> 0)) nulls last,
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
