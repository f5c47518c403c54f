select
  r.ref_id as id,
  r.owner_def_id as src,
  s.symbol as dst,
  r.path,
  r.bstart,
  r.bend,
  'scip' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'role_writes' as rule
from ast_refs as r
join rel_name_symbol as s on r.ref_id = s.node_id
where r.role in ('write', 'read_write')
order by path nulls last, bstart nulls last, id nulls last
