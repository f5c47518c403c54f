-- source case.lines
-- promised: not_null [id]; not_null [price]; not_null [rate]; not_null [n]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where price is null) as null_price_1,
  count(*) filter (where rate is null) as null_rate_2,
  count(*) filter (where n is null) as null_n_3
from lines
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from lines
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.computed
select
  id,
  price * rate as times,
  price + rate as plus,
  price - n as minus,
  price / nullif(n, 0) as ratio,
  (((2 * abs((price::decimal(14, 2) * 100)::hugeint * 100::hugeint) + abs(3::hugeint)) // nullif(2 * abs(3::hugeint), 0) * sign(price) * sign(3))::decimal(38, 0) * .0001)::decimal(38, 4) as third,
  round(price * rate, 1) as rounded,
  round(price * rate, 0) as whole,
  ceil(price) as up,
  floor(price) as down,
  trunc(price * rate) as cut,
  price % 3 as rest
from lines
order by id nulls last

-- rule case.summed
select
  n,
  sum(price) as total,
  (((2 * abs(replace(sum(price)::varchar, '.', '')::hugeint * 10000::hugeint) + abs(count(price)::hugeint)) // nullif(2 * abs(count(price)::hugeint), 0) * sign(sum(price)) * sign(count(price)))::decimal(38, 0) * .000001)::decimal(38, 6) as mean,
  (((2 * abs(replace(sum(price * n)::varchar, '.', '')::hugeint) + abs(sum(n::bigint)::bigint::hugeint)) // nullif(2 * abs(sum(n::bigint)::bigint::hugeint), 0) * sign(sum(price
    * n)) * sign(sum(n::bigint)::bigint))::decimal(38, 0) * .01)::decimal(38, 2) as weighted
from lines
group by n
order by n nulls last

-- rule case.widened
select
  id,
  price::decimal(38, 2) * price as wide,
  price::varchar as text,
  1.01::decimal(8, 2) as back,
  null::decimal(8, 2) as "none"
from lines
order by id nulls last
