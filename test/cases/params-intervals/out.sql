-- source case.pings
-- promised: not_null [id]; not_null [who]; not_null [at]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where who is null) as null_who_1,
  count(*) filter (where "at" is null) as null_at_2
from pings
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from pings
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.around
select
  id,
  count(*) over (order by "at" nulls last range between $gap::interval preceding and current row) as behind,
  count(*) over (
    order by "at" nulls last
    range between $gap::interval preceding and $ahead::interval following
  ) as "both",
  count(*) over (
    order by "at" nulls last
    range between unbounded preceding and $gap::interval preceding
  ) as gone,
  sum(id) over (order by id nulls last rows between $few::bigint preceding and current row)::bigint as last,
  sum(id) over (order by id nulls last rows between current row and $few::bigint following)::bigint as next,
  sum(id) over (
    order by id nulls last
    rows between $none::bigint preceding and $none::bigint following
  )::bigint as alone,
  "at" + -($gap::interval) as earlier
from pings
order by id nulls last

-- rule case.sessions
with ranked as (
  select
    id,
    who,
    "at",
    lag("at", 1) over by_who is null
      or "at" > lag("at", 1) over by_who + $gap::interval + $least::interval as begins
  from pings
  window by_who as (partition by who order by "at" nulls last, id nulls last)
)
select
  id,
  who,
  "at",
  begins,
  count(*) filter (where begins) over (
    partition by who
    order by "at" nulls last, id nulls last
    rows between unbounded preceding and current row
  ) as session
from ranked
order by who nulls last, "at" nulls last, id nulls last

-- rule case.long_sessions
select id
from pings
window by_who as (partition by who order by "at" nulls last, id nulls last)
qualify lag("at", 1) over by_who is null
    or "at" > lag("at", 1) over by_who + $gap::interval + interval '1 month'
order by id nulls last

-- rule case.moved
select
  id,
  ("at" + $late::interval)::timestamp as late,
  ($turn::struct("from" date, "by" interval))."from"
    + ($turn::struct("from" date, "by" interval))."by" as due,
  "at" - $gap::interval - interval '1500000 microseconds' as gone
from pings
order by id nulls last

-- rule case.near
select
  id,
  count(*) over (order by "at" nulls last range between current row and $ahead::interval following) as n
from pings
order by id nulls last
