-- source case.orders
-- promised: not_null [order_id]; not_null [customer]; not_null [amount]; not_null [status]
select
  count(*) filter (where order_id is null) as null_order_id_0,
  count(*) filter (where customer is null) as null_customer_1,
  count(*) filter (where amount is null) as null_amount_2,
  count(*) filter (where status is null) as null_status_3
from orders
-- promised: key [order_id]
with filtered as (
  select count(*) as rows
  from orders
  group by order_id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.expressions
select
  order_id,
  amount * 2.0::decimal(2, 1) as doubled,
  amount / sum(amount) over (order by order_id rows between unbounded preceding and current row) as share
from orders
order by order_id nulls last

-- rule case.totals
with given_orders as (
  select order_id, customer, amount, status
  from orders
)
select customer, total, label
from (
  with orders as (
    select * from given_orders -- all of them
  )
  select customer, sum(amount)::decimal(38, 2) as total, max('{' || status || '}') as label
  from orders
  where amount >= ($least::decimal(12, 2))
  group by customer

) as given
order by customer nulls last
-- promised: not_null [customer]; not_null [total]; check
select
  count(*) filter (where customer is null) as null_customer_0,
  count(*) filter (where total is null) as null_total_1,
  count(*) filter (where not (total >= 0.00)) as check_3
from __rulec_result
-- promised: key [customer]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by customer
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.readers
select customer, total
from (
  select customer, total, label from totals where total < 10.00
) as given
where label is not null
order by customer nulls last
-- promised: not_null [customer]; not_null [total]; check
select
  count(*) filter (where customer is null) as null_customer_0,
  count(*) filter (where total is null) as null_total_1,
  count(*) filter (where not (total >= 0.00)) as check_3
from (
  select customer, total, label from totals where total < 10.00
) as given
-- promised: key [customer]
with filtered as (
  select count(*) as rows
  from (
    select customer, total, label from totals where total < 10.00
  ) as given
  group by customer
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.scaled
select id, scaled, word, many
from (
  select order_id as id, amount * ($factor::decimal(4, 1)) as scaled, ($words::struct("w" varchar)[])[1].w as word, len(($words::struct("w" varchar)[])) as many from orders
) as given
order by id nulls last
-- promised: not_null [id]; not_null [scaled]; not_null [word]; not_null [many]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where scaled is null) as null_scaled_1,
  count(*) filter (where word is null) as null_word_2,
  count(*) filter (where many is null) as null_many_3
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.statuses
with filtered as (
  select order_id, customer, amount, status
  from orders
  where status = 'open'
)
select status, orders, day
from (
  select status, count(*) as "orders", ($day::date) as day from filtered where list_contains(($wanted::varchar[]), status) group by status
) as given
order by status nulls last
-- promised: not_null [status]; not_null [orders]; not_null [day]
select
  count(*) filter (where status is null) as null_status_0,
  count(*) filter (where orders is null) as null_orders_1,
  count(*) filter (where day is null) as null_day_2
from __rulec_result
-- promised: key [status]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by status
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.twice
with given_orders as (
  select order_id, customer, amount, status
  from orders
)
select large, every
from (
  with orders as (select customer from given_orders where amount > 10), rest as (select customer from given_orders)
  select (select count(*) from orders) as large, (select count(*) from rest) as every
) as given
-- promised: not_null [large]; not_null [every]
select
  count(*) filter (where large is null) as null_large_0,
  count(*) filter (where every is null) as null_every_1
from __rulec_result

-- rule case.unscaled
select id::bigint as id, scaled::decimal(16, 3) as scaled, word::varchar as word
from (
  select order_id as id, amount * ($factor::decimal(4, 1)) as scaled, status || ($word::varchar) as word from orders where order_id < 3
) as given
order by id nulls last
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
