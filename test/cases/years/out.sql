-- source case.loans
-- promised: not_null [id]; not_null [opened]; not_null [days]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where opened is null) as null_opened_1,
  count(*) filter (where days is null) as null_days_2
from loans
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from loans
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.due
select id, opened, days, opened + days::integer as due
from loans
order by id nulls last

-- rule case.nearest
select id, opened, days, least(opened + days::integer, date '9999-12-31') as due
from loans
where days < 10000
order by id nulls last

-- rule case.reminders
select id, [opened, opened + days::integer - 7] as "at"
from loans
order by id nulls last
