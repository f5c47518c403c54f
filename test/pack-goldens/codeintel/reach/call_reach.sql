with recursive edges as (
  select coalesce(d.symbol, c.src) as src, c.dst
  from call_edges as c
  left join rel_def_symbol as d on c.src = d.node_id
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
select src, dst, further + 1 as steps
from reached
order by src nulls last, dst nulls last
