with combined as (
  select symbol as node_id
  from occurrences
  union
  select symbol as node_id
  from scip_symbols
  union
  select symbol as node_id
  from scip_relationships
  union
  select related_symbol as node_id
  from scip_relationships
)
select file_id as node_id, 'file' as node_kind, path, 0::bigint as bstart, path as name
from files
union all
select def_id as node_id, 'definition' as node_kind, path, bstart, coalesce(name, '') as name
from ast_defs
union all
select qname_id as node_id, 'name' as node_kind, '' as path, 0::bigint as bstart, qname as name
from qualified_names
union all
select type_id as node_id, 'type' as node_kind, path, bstart, text as name
from type_nodes
union all
select node_id, 'symbol' as node_kind, '' as path, 0::bigint as bstart, node_id as name
from combined
order by node_kind nulls last, path nulls last, bstart nulls last, node_id nulls last
