with exploded as (
  select path, scope_id, unnest(writes) as w, generate_subscripts(writes, 1) - 1 as def
  from ast_scopes
),
exploded_r as (
  select scope_id, unnest(reads) as r, generate_subscripts(reads, 1) - 1 as use
  from ast_scopes
)
select
  d.scope_id,
  d.w.name as name,
  d.def,
  u.use,
  d.path,
  d.w.bstart as def_bstart,
  d.w.bend as def_bend,
  u.r.bstart as use_bstart,
  u.r.bend as use_bend
from exploded as d
join exploded_r as u on d.scope_id = u.scope_id and d.w.name = u.r.name
order by scope_id nulls last, name nulls last, def nulls last, use nulls last
