with combined as (
  select r.path, r.name
  from ast_refs as r
  join ast_scopes as s on r.scope_id = s.scope_id
  semi join files as f on s.parent_scope_id = f.file_id
  union
  select path, name
  from jsx_factories
)
select
  'unused_import' as kind,
  i.path,
  i.bstart,
  i.import_id as id,
  coalesce(i.alias, i.name, '') || ' is imported from ' || i.module || ' and never used' as message
from ast_imports as i
anti join combined as u on i.path = u.path and coalesce(i.alias, i.name, '') = u.name
where i.kind in ('named', 'default', 'namespace')
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
