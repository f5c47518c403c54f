-- source case.sales
-- promised: not_null [id]; not_null [region]; not_null [amount]; not_null [shop]; check [id, amount] error "{id} costs {amount}"
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where region is null) as null_region_1,
  count(*) filter (where amount is null) as null_amount_2,
  count(*) filter (where shop is null) as null_shop_3,
  count(*) filter (where not (amount > 0.00)) as check_id_amount_6
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
-- promised: reference [shop]
select count(*) as failing
from sales
anti join shops on sales.shop = shops.id
where sales.shop is not null

-- source case.shops
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
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

-- rule case.copied
select id, region, amount, shop
from sales
order by id nulls last

-- rule case.joined
select c.id, s.city
from copied as c
join shops as s on c.shop = s.id
order by id nulls last

-- rule case.shop_list
select id, city
from shops
order by id nulls last
