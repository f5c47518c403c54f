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

-- rule case.aggregate_of_limited
with limited as materialized (
  select amount, id
  from sales
  order by amount desc nulls last, id nulls last
  limit 3
)
select count(*) as n, sum(amount) as total
from limited
order by n nulls last

-- rule case.dedupe_then_filter
select id
from sales
qualify row_number() over (partition by region order by amount desc nulls last, id nulls last) = 1
  and qty > 2
order by id nulls last

-- rule case.distinct_then_select
with distinct_rows as (
  select distinct region, qty
  from sales
)
select region
from distinct_rows
order by region nulls last

-- rule case.explode_then_window
with exploded as (
  select
    id,
    unnest(string_split(coalesce(region, 'a,b'), ',')) as part,
    generate_subscripts(string_split(coalesce(region, 'a,b'), ','), 1) - 1 as "at"
  from sales
),
ranked as (
  select id, part, "at", count(*) over (partition by id) as parts
  from exploded
)
select id, "at", part, parts
from ranked
where "at" = 0
order by id nulls last, "at" nulls last

-- rule case.filter_then_dedupe
select id
from sales
where qty <= 2
qualify row_number() over (partition by region order by amount desc nulls last, id nulls last) = 1
order by id nulls last

-- rule case.filter_then_limit
with limited as materialized (
  select id, region, day, amount, qty
  from sales
  where amount > 5.00
  order by amount nulls last, id nulls last
  limit 2
)
select id, region, day, amount, qty
from limited
order by id nulls last

-- rule case.filter_then_window
select id, count(*) over (partition by region) as n
from sales
where region is not null
order by id nulls last

-- rule case.left_then_filter
select s.id
from sales as s
left join sales as t on s.id = t.id and t.amount > 9.00
where t.region is null
order by id nulls last

-- rule case.limit_then_filter
with limited as materialized (
  select id, region, day, amount, qty
  from sales
  order by amount nulls last, id nulls last
  limit 2
)
select id, region, day, amount, qty
from limited
where amount > 4.00
order by id nulls last

-- rule case.none
select id
from sales
order by id nulls last
limit 0

-- rule case.offset_only
select id
from sales
order by id nulls last
limit 10
offset 3

-- rule case.window_then_filter
with ranked as (
  select id, count(*) over (partition by region) as n
  from sales
)
select id, n
from ranked
where id <> 1
order by id nulls last
