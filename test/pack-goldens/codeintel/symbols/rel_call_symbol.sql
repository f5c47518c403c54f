select
  ast_calls.call_id as node_id,
  ast_calls.path,
  ast_calls.callee_bstart as bstart,
  ast_calls.callee_bend as bend,
  occurrences.symbol,
  occurrences.occurrence_id,
  count(*) over (partition by ast_calls.call_id, occurrences.bstart, occurrences.bend) - 1 as ambiguity
from ast_calls
join occurrences on ast_calls.path = occurrences.path
  and ast_calls.callee_bend = occurrences.bend
  and occurrences.bstart >= ast_calls.callee_bstart
qualify row_number() over (
    partition by ast_calls.call_id
    order by (
        occurrences.bstart = ast_calls.callee_bstart
        and occurrences.bend = ast_calls.callee_bend
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
