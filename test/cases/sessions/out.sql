-- source case.visits
-- promised: not_null [person]; not_null [at]; not_null [page]
select
  count(*) filter (where person is null) as null_person_0,
  count(*) filter (where "at" is null) as null_at_1,
  count(*) filter (where page is null) as null_page_2
from visits
-- promised: key [person, at]
with filtered as (
  select count(*) as rows
  from visits
  group by person, "at"
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.quarters
select time_bucket(interval '15 minutes', "at") as quarter, count(*) as n
from visits
group by 1
order by quarter nulls last

-- rule case.sessions
with ranked as (
  select
    person,
    "at",
    page,
    lag("at", 1) over (partition by person order by "at" nulls last) as before
  from visits
),
ranked_session as (
  select
    person,
    "at",
    page,
    count(*) filter (where before is null or epoch_us("at") - epoch_us(before) > 1800000000) over (
      partition by person
      order by "at" nulls last
      rows between unbounded preceding and current row
    ) as session
  from ranked
)
select
  person,
  session,
  min("at") as from_at,
  (epoch_us(max("at")) - epoch_us(min("at"))) // 1000000 as seconds,
  count(*) as pages,
  first(page order by "at" nulls last) as entry,
  mode(page order by page) as most,
  'session:' || left(sha256(concat_ws(chr(31), 'session', person, session::varchar)), 16) as id
from ranked_session
group by person, session
order by person nulls last, session nulls last
