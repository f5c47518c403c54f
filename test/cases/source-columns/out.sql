-- source case.sales
-- promised: not_null [id]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where amount is null) as null_amount_1
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

-- source case.shops
-- promised: not_null [id]; not_null [city]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where city is null) as null_city_1
from shops
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from shops
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.cities
select id, city
from shops
order by id nulls last

-- rule case.copied
select id, amount
from sales
order by id nulls last
