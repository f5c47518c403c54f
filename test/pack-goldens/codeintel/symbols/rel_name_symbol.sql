select
  ast_refs.ref_id as node_id,
  ast_refs.path,
  ast_refs.bstart,
  ast_refs.bend,
  occurrences.symbol,
  occurrences.occurrence_id,
  count(*) over (partition by ast_refs.ref_id, occurrences.bstart, occurrences.bend) - 1 as ambiguity
from ast_refs
join occurrences on ast_refs.path = occurrences.path
  and occurrences.bstart >= ast_refs.bstart
  and occurrences.bend <= ast_refs.bend
qualify row_number() over (
    partition by ast_refs.ref_id
    order by (occurrences.bstart = ast_refs.bstart and occurrences.bend = ast_refs.bend) desc nulls last,
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
