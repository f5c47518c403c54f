-- source case.trades
-- promised: not_null [id]; not_null [sym]; not_null [at]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where sym is null) as null_sym_1,
  count(*) filter (where "at" is null) as null_at_2
from trades
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from trades
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.quotes
-- promised: not_null [sym]; not_null [at]; not_null [bid]
select
  count(*) filter (where sym is null) as null_sym_0,
  count(*) filter (where "at" is null) as null_at_1,
  count(*) filter (where bid is null) as null_bid_2
from quotes
-- promised: key [sym, at]
with filtered as (
  select count(*) as rows
  from quotes
  group by sym, "at"
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.fresh
select trades.id, quotes.bid
from trades
asof join quotes on trades.sym = quotes.sym and trades."at" >= quotes."at"
where trades."at" <= quotes."at" + interval '5 minutes'
order by id nulls last

-- rule case.fresh_or_null
select
  trades.id,
  case when trades."at" <= quotes."at" + interval '5 minutes' then quotes.bid end as bid,
  case when trades."at" <= quotes."at" + interval '5 minutes' then quotes."at" end as quoted
from trades
asof left join quotes on trades.sym = quotes.sym and trades."at" >= quotes."at"
order by id nulls last

-- rule case.marked
select trades.id, trades.sym, quotes.bid, quotes."at" as quoted
from trades
asof left join quotes on trades.sym = quotes.sym and trades."at" >= quotes."at"
order by id nulls last
