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

-- rule case.ampersands
select id, region, day, amount, qty
from sales
where id = 1 and amount > 2.00
order by id nulls last

-- rule case.assigned
select id, region, day, amount, qty
from sales
where id = 1
order by id nulls last

-- rule case.chained
select id, region, day, amount, qty
from sales
order by id nulls last

-- rule case.grouped
select region, count(*) as n
from sales
group by region
order by region nulls last

-- rule case.no_comma
select id, amount
from sales
order by id nulls last

-- rule case.no_pipe
select id, region, day, amount, qty
from sales
where id = 1
order by id nulls last

-- rule case.semicolon
select id, region, day, amount, qty
from sales
order by id nulls last

-- rule case.starred
select count(*) as n
from sales
order by n nulls last
