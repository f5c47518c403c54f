with entries as (
  select path
  from package_entries
  union
  select path
  from scip_documents
  where list_contains($entry_points::varchar[], path)
),
combined as (
  select path
  from entries
  union
  select scip_documents.path
  from import_edges
  join ast_imports on import_edges.id = ast_imports.import_id
  join entries on import_edges.path = entries.path
  join scip_documents on import_edges.dst = scip_documents.module_symbol
  where ast_imports.kind = 'reexport_all'
),
filtered as (
  select rel_def_symbol.node_id
  from occurrences
  join rel_def_symbol on occurrences.symbol = rel_def_symbol.symbol
  where occurrences.path <> rel_def_symbol.path
)
select
  'dead_export' as kind,
  ast_defs.path,
  ast_defs.bstart,
  ast_defs.def_id as id,
  coalesce(ast_defs.exported_as, '') || ' is exported and used in its own file alone' as message
from ast_defs
join rel_def_symbol on ast_defs.def_id = rel_def_symbol.node_id
anti join combined on ast_defs.path = combined.path
anti join filtered on ast_defs.def_id = filtered.node_id
where ast_defs.exported_as is not null
  and not ast_defs.is_ambient
  and not starts_with(rel_def_symbol.symbol, 'local ')
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
