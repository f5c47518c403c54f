select
  ast_calls.call_id as id,
  ast_calls.owner_def_id as src,
  rel_call_symbol.symbol as dst,
  ast_calls.path,
  ast_calls.bstart,
  ast_calls.bend,
  'scip' as origin,
  case when rel_call_symbol.ambiguity = 0 then 1.00 else 0.80 end as confidence,
  1.00::decimal(5, 2) as score,
  case when rel_call_symbol.ambiguity = 0 then null else ast_calls.call_id end as ambiguity_group_id,
  0 as priority,
  'call_edges' as rule
from ast_calls
join rel_call_symbol on ast_calls.call_id = rel_call_symbol.node_id
order by path nulls last, bstart nulls last, id nulls last
