select
  'unused_import' as kind,
  ast_imports.path,
  ast_imports.bstart,
  ast_imports.import_id as id,
  coalesce(ast_imports.alias, ast_imports.name, '')
    || ' is imported from '
    || ast_imports.module
    || ' and never used' as message
from ast_imports
anti join ast_refs on ast_imports.path = ast_refs.path
  and coalesce(ast_imports.alias, ast_imports.name, '') = ast_refs.name
  and (ast_refs.bstart < ast_imports.bstart or ast_refs.bend > ast_imports.bend)
where ast_imports.kind = 'named' or ast_imports.kind = 'default' or ast_imports.kind = 'namespace'
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
