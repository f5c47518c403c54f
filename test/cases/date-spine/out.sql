-- source case.prices
-- promised: not_null [product]; not_null [day]; not_null [price]
select
  count(*) filter (where product is null) as null_product_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where price is null) as null_price_2
from prices
-- promised: key [product, day]
with filtered as (
  select count(*) as rows
  from prices
  group by product, day
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.daily
with with_days as (
  select
    product,
    list_transform(generate_series(min(day) - date '1970-01-01', max(day) - date '1970-01-01', 1), lambda day: date '1970-01-01' + day::integer) as days
  from prices
  group by product
),
exploded as (
  select product, unnest(days) as day, generate_subscripts(days, 1) as n
  from with_days
)
select
  exploded.product,
  exploded.day,
  exploded.n,
  p.price,
  last(p.price ignore nulls) over (
    partition by exploded.product
    order by exploded.n nulls last
    rows between unbounded preceding and current row
  ) as known
from exploded
left join prices as p on exploded.product = p.product and exploded.day = p.day
order by product nulls last, n nulls last

-- rule case.months
with with_starts as (
  select
    product,
    list_transform(
      generate_series(0, case
        when (date_diff('month', min(day), max(day))::hugeint - 0) // 1 >= 1000000 then 'a sequence has at most 1000000 elements'::bigint
        else date_diff('month', min(day), max(day))
      end, 1),
      lambda i: (min(day) + to_months(i::integer))::date
    ) as starts
  from prices
  group by product
)
select product, generate_subscripts(starts, 1) - 1 as n, unnest(starts) as start
from with_starts
order by product nulls last, n nulls last
