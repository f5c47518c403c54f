-- source case.sales
-- promised: not_null [id]; not_null [day]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where amount is null) as null_amount_2
from sales
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from sales
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.added
select id, day
from sales
order by id nulls last

-- rule case.history
select id, day, amount
from sales
order by id nulls last

-- rule case.current
select id, amount
from history
where valid_to is null
order by id nulls last

-- rule case.history_of_regions
select region, day, sum(amount) as amount
from sales
where day >= date '2026-01-05'
group by region, day
order by region nulls last
-- promised: key [region]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by region
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.late
select id, day + 1 as day
from sales
where day >= $from::date and day < $to::date
order by id nulls last

-- rule case.merged
select region, sum(amount) as sold
from sales
group by region
order by region nulls last

-- rule case.of_both
select added.id, h.amount
from added
left join history as h on added.id = h.id
order by id nulls last, amount nulls last

-- rule case.of_history
select id, amount, valid_from, valid_to
from history
order by id nulls last, valid_from nulls last

-- rule case.of_merged
select region, sold
from merged
order by region nulls last

-- rule case.per_year
select date_trunc('year', day)::date as year, sum(amount) as sold
from sales
where day >= $from::date and day < $to::date
group by 1
order by year nulls last
