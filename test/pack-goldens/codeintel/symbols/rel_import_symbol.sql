select
  n.import_id as node_id,
  n.path,
  n.name_bstart as bstart,
  n.name_bend as bend,
  o.symbol,
  o.occurrence_id,
  count(distinct o.symbol) over (partition by n.import_id, o.bstart, o.bend) - 1 as ambiguity
from ast_imports as n
join occurrences as o on n.path = o.path and o.bstart >= n.name_bstart and o.bend <= n.name_bend
where n.name_bstart is not null and n.name_bend is not null
qualify row_number() over (
    partition by n.import_id
    order by (o.bstart = n.name_bstart and o.bend = n.name_bend) desc nulls last,
      o.bend - o.bstart desc nulls last,
      o.bstart nulls last,
      case
        when regexp_matches(o.symbol, '\([^()]*\)\.$') then 0::bigint
        when ends_with(o.symbol, '.') then 1
        when ends_with(o.symbol, '#') then 2
        else 3
      end nulls last,
      o.symbol nulls last,
      o.occurrence_id nulls last
  ) = 1
order by path nulls last, bstart nulls last, node_id nulls last
