with base as (
  select
    n.import_id as node_id,
    n.path,
    n.name_bstart as bstart,
    n.name_bend as bend,
    o.symbol,
    o.occurrence_id,
    o.bstart as found_bstart,
    o.bend as found_bend
  from ast_imports as n
  join occurrences as o on n.path = o.path and o.bstart >= n.name_bstart and o.bend <= n.name_bend
  where n.name_bstart is not null and n.name_bend is not null
),
grouped as (
  select node_id, found_bstart, found_bend, count(distinct symbol) as count_distinct_symbol
  from base
  group by node_id, found_bstart, found_bend
)
select
  base.node_id,
  base.path,
  base.bstart,
  base.bend,
  base.symbol,
  base.occurrence_id,
  grouped.count_distinct_symbol - 1 as ambiguity
from base
join grouped on base.node_id = grouped.node_id
  and base.found_bstart = grouped.found_bstart
  and base.found_bend = grouped.found_bend
qualify row_number() over (
    partition by base.node_id
    order by (base.found_bstart = base.bstart and base.found_bend = base.bend) desc nulls last,
      base.found_bend - base.found_bstart desc nulls last,
      base.found_bstart nulls last,
      case
        when regexp_matches(base.symbol, '\([^()]*\)\.$') then 0::bigint
        when ends_with(base.symbol, '.') then 1
        when ends_with(base.symbol, '#') then 2
        else 3
      end nulls last,
      base.symbol nulls last,
      base.occurrence_id nulls last
  ) = 1
order by path nulls last, bstart nulls last, node_id nulls last
