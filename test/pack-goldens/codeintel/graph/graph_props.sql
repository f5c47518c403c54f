with unpivoted as (
  select
    file_id as entity_id,
    unnest(['language', 'size_bytes', 'sha256', 'is_test']) as key,
    unnest([language, size_bytes::varchar, sha256, is_test::varchar]) as value
  from files
),
unpivoted_value as (
  select
    def_id as entity_id,
    unnest(['kind', 'exported_as', 'is_ambient', 'params', 'decorators']) as key,
    unnest(
      [
        kind,
        exported_as,
        is_ambient::varchar,
        len(params)::varchar,
        array_to_string(decorators, ' ')
      ]
    ) as value
  from ast_defs
),
derived as (
  select
    symbol as entity_id,
    display_name,
    kind,
    enclosing_symbol,
    array_to_string(documentation, '
') as documentation
  from scip_symbols
  qualify row_number() over (partition by symbol order by path nulls last) = 1
),
unpivoted_derived as (
  select
    entity_id,
    unnest(['display_name', 'kind', 'enclosing_symbol', 'documentation']) as key,
    unnest([display_name, kind, enclosing_symbol, documentation]) as value
  from derived
),
unpivoted_graph_edges as (
  select
    e.edge_id as entity_id,
    unnest(['kind', 'callee_text', 'arg_count']) as key,
    unnest([c.kind, c.callee_text, c.arg_count::varchar]) as value
  from graph_edges as e
  join ast_calls as c on e.id = c.call_id
  where e.kind = 'call_edges' or e.kind = 'fallback_calls'
),
unpivoted_value_graph_edges as (
  select
    e.edge_id as entity_id,
    unnest(['kind', 'module', 'name', 'alias', 'is_type']) as key,
    unnest([i.kind, i.module, i.name, i.alias, i.is_type::varchar]) as value
  from graph_edges as e
  join ast_imports as i on e.id = i.import_id
  where e.kind = 'import_edges' or e.kind = 'import_symbols'
)
select entity_id, key, value
from unpivoted
where value is not null
union all
select entity_id, key, value
from unpivoted_value
where value is not null
union all
select entity_id, key, value
from unpivoted_derived
where value is not null
union all
select entity_id, key, value
from unpivoted_graph_edges
where value is not null
union all
select entity_id, key, value
from unpivoted_value_graph_edges
where value is not null
order by entity_id nulls last, key nulls last
