select
  c.call_id as id,
  c.owner_def_id as src,
  s.symbol as dst,
  c.path,
  c.bstart,
  c.bend,
  'scip' as origin,
  case when s.ambiguity = 0 then 1.00 else 0.80 end as confidence,
  1.00::decimal(5, 2) as score,
  case when s.ambiguity = 0 then null else c.call_id end as ambiguity_group_id,
  0 as priority,
  'call_edges' as rule
from ast_calls as c
join rel_call_symbol as s on c.call_id = s.node_id
order by path nulls last, bstart nulls last, id nulls last
