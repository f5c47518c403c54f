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
select t.id, q.bid
from trades as t
asof join quotes as q on t.sym = q.sym and t."at" >= q."at"
where t."at" <= q."at" + interval '5 minutes'
order by id nulls last

-- rule case.fresh_or_null
select
  t.id,
  case when t."at" <= q."at" + interval '5 minutes' then q.bid end as bid,
  case when t."at" <= q."at" + interval '5 minutes' then q."at" end as quoted
from trades as t
asof left join quotes as q on t.sym = q.sym and t."at" >= q."at"
order by id nulls last

-- rule case.marked
select t.id, t.sym, q.bid, q."at" as quoted
from trades as t
asof left join quotes as q on t.sym = q.sym and t."at" >= q."at"
order by id nulls last
