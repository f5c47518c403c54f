with recursive entries as (
  select path
  from package_entries
  union
  select path
  from scip_documents
  where list_contains($entry_points::varchar[], path)
),
edges as (
  select e.path as src, d.path as dst
  from import_edges as e
  join ast_imports as i on e.id = i.import_id
  join scip_documents as d on e.dst = d.module_symbol
  where i.kind = 'reexport_all'
),
reached(src, dst, further) using key (src, dst) as (
  select src, dst, 0::bigint as further
  from (
    select distinct src, dst
    from edges
  ) as seed
  union
  select found.src, found.dst, (select max(further) + 1 from reached) as further
  from (
    select distinct so_far.src, e.dst
    from reached as so_far
    join edges as e on so_far.dst = e.src
  ) as found
  anti join recurring.reached as seen on found.src is not distinct from seen.src
    and found.dst is not distinct from seen.dst
),
combined as (
  select path
  from entries
  union
  select reached.dst as path
  from reached
  semi join entries as e on reached.src = e.path
),
joined as (
  select def.path, def.def_id, def.bstart, def.exported_as, s.symbol
  from ast_defs as def
  join rel_def_symbol as s on def.def_id = s.node_id
  anti join combined as e on def.path = e.path
  where def.exported_as is not null and not def.is_ambient and not starts_with(s.symbol, 'local ')
),
distinct_rows as (
  select distinct symbol, path
  from occurrences
),
grouped as (
  select symbol, path, count(*) as uses
  from occurrences
  where not defines
  group by symbol, path
)
select
  'dead_export' as kind,
  joined.path,
  joined.bstart,
  joined.def_id as id,
  coalesce(joined.exported_as, '')
    || ' is exported and used '
    || case when own.uses is null then 'nowhere' else 'in its own file alone' end as message
from joined
anti join distinct_rows as p on joined.symbol = p.symbol and joined.path <> p.path
left join grouped as own on joined.symbol = own.symbol and joined.path = own.path
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
