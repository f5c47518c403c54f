-- source case.sales
-- promised: not_null [id]; not_null [shop]; not_null [day]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where shop is null) as null_shop_1,
  count(*) filter (where day is null) as null_day_2,
  count(*) filter (where amount is null) as null_amount_3
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

-- rule case.begins
select id, shop, day, amount
from sales
where amount > 0.00
order by day nulls last, id nulls last

-- rule case.deduped
select id, shop, day, amount
from sales
qualify row_number() over (partition by shop order by id nulls last) = 1
order by id nulls last

-- rule case.dropped
select id
from sales

-- rule case.ends
select id, shop, day, amount
from sales
order by day nulls last, id nulls last

-- rule case.grouped
select shop, sum(amount) as total
from sales
group by shop
order by shop nulls last

-- rule case.limited
with limited as materialized (
  select id, shop, day, amount
  from sales
  order by day nulls last, id nulls last
  limit 2
)
select id, shop, day, amount
from limited
order by id nulls last

-- rule case.limited_groups
with limited as materialized (
  select shop, id
  from sales
  order by shop nulls last, id nulls last
  limit 2
)
select shop, count(*) as n
from limited
group by shop
order by shop nulls last

-- rule case.right_side
select a.id, sales.day
from sales as a
left join sales on a.id = sales.id
order by id nulls last

-- rule case.stored_without
select id, shop, day, amount
from sales
order by day nulls last, id nulls last

-- rule case.through
select id, day, amount * 2::decimal(1, 0) as twice
from sales
order by day nulls last, id nulls last

-- rule case.tie_break
select id, shop, day, amount
from sales
order by shop nulls last, day nulls last, id nulls last

-- rule case.twice
select id, shop, day, amount
from sales
order by id nulls last

-- rule case.united
select id, day
from sales
union
select id, day
from sales
order by id nulls last, day nulls last
