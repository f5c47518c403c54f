-- source case.calls
-- promised: not_null [call_id]; not_null [number]; not_null [at]
select
  count(*) filter (where call_id is null) as null_call_id_0,
  count(*) filter (where number is null) as null_number_1,
  count(*) filter (where "at" is null) as null_at_2
from calls
-- promised: key [call_id]
with filtered as (
  select count(*) as rows
  from calls
  group by call_id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.rates
-- promised: not_null [rate_id]; not_null [since]; not_null [till]; not_null [per_call]
select
  count(*) filter (where rate_id is null) as null_rate_id_0,
  count(*) filter (where since is null) as null_since_1,
  count(*) filter (where till is null) as null_till_2,
  count(*) filter (where per_call is null) as null_per_call_3
from rates
-- promised: key [rate_id]
with filtered as (
  select count(*) as rows
  from rates
  group by rate_id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.candidates
select c.call_id, r.rate_id
from calls as c
left join rates as r on c."at" >= r.since
order by call_id nulls last, rate_id nulls last

-- rule case.priced
select c.call_id, r.rate_id, r.per_call
from calls as c
join rates as r on c."at" >= r.since and c."at" < r.till
order by call_id nulls last
-- promised: multiplicity [call_id] error "the join is not n:1: more than one row on the right belongs to one"
with filtered as (
  select count(*) as rows
  from calls as c
  join rates as r on c."at" >= r.since and c."at" < r.till
  group by c.call_id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
