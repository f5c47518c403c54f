select
  ast_refs.ref_id as id,
  ast_refs.owner_def_id as src,
  rel_name_symbol.symbol as dst,
  ast_refs.path,
  ast_refs.bstart,
  ast_refs.bend,
  'scip' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'role_writes' as rule
from ast_refs
join rel_name_symbol on ast_refs.ref_id = rel_name_symbol.node_id
where ast_refs.role = 'write' or ast_refs.role = 'read_write'
order by path nulls last, bstart nulls last, id nulls last
