with edges as (
  select
    import_edges.id,
    import_edges.bstart,
    import_edges.path as from_path,
    scip_documents.path as to_path
  from import_edges
  join ast_imports on import_edges.id = ast_imports.import_id
  join scip_documents on import_edges.dst = scip_documents.module_symbol
  where not ast_imports.is_type
),
distinct_rows as (
  select distinct
    'import_cycle' as kind,
    edges.from_path as path,
    edges.bstart,
    edges.id,
    edges.from_path || ' and ' || edges.to_path || ' import each other' as message
  from edges
  semi join edges as edges_from_path on edges.from_path = edges_from_path.to_path
    and edges.to_path = edges_from_path.from_path
)
select kind, path, bstart, id, message
from distinct_rows
qualify row_number() over (partition by id order by message nulls last) = 1
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
