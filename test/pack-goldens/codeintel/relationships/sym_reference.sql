with winners as (
  select path, symbol, related_symbol
  from scip_relationships
  where is_reference
  qualify row_number() over (partition by symbol, related_symbol order by path nulls last) = 1
),
winners_by_path_symbol as (
  select path, symbol, bstart, bend
  from occurrences
  where defines
  qualify row_number() over (
      partition by path, symbol
      order by bstart nulls last, bend nulls last, occurrence_id nulls last
    ) = 1
)
select
  'sym:' || left(sha256(concat_ws(chr(31), 'sym', winners.symbol, winners.related_symbol)), 16) as id,
  winners.symbol as src,
  winners.related_symbol as dst,
  winners.path,
  coalesce(p.bstart, 0) as bstart,
  coalesce(p.bend, 0) as bend,
  'scip' as origin,
  1.00 as confidence,
  1.00::decimal(5, 2) as score,
  null::varchar as ambiguity_group_id,
  0 as priority,
  'sym_reference' as rule
from winners
left join winners_by_path_symbol as p on winners.path = p.path and winners.symbol = p.symbol
order by src nulls last, dst nulls last
