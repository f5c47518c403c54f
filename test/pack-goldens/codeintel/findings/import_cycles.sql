with recursive loads as (
  select e.id, e.path, e.bstart, e.path as src, d.path as dst
  from import_edges as e
  join ast_imports as i on e.id = i.import_id
  join scip_documents as d on e.dst = d.module_symbol
  where not i.is_type
),
edges as (
  select src, dst
  from loads
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
)
select
  'import_cycle' as kind,
  i.path,
  i.bstart,
  i.id,
  case
    when i.src = i.dst then i.src || ' imports itself'
    when back.further + 1 = 1 then i.src || ' and ' || i.dst || ' import each other'
    else i.src
      || ' imports '
      || i.dst
      || ', which leads back in '
      || (back.further + 1)::varchar
      || ' imports'
  end as message
from loads as i
join reached as back on i.dst = back.src and i.src = back.dst
qualify row_number() over (
    partition by i.src, i.dst
    order by i.bstart nulls last, i.id nulls last
  ) = 1
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
