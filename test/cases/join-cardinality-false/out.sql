-- source case.orders
-- promised: not_null [order_id]; not_null [customer]
select
  count(*) filter (where order_id is null) as null_order_id_0,
  count(*) filter (where customer is null) as null_customer_1
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

-- source case.addresses
-- promised: not_null [customer]; not_null [street]
select
  count(*) filter (where customer is null) as null_customer_0,
  count(*) filter (where street is null) as null_street_1
from addresses

-- rule case.shipped
select o.order_id, a.street
from orders as o
join addresses as a on o.customer = a.customer
order by order_id nulls last
-- promised: multiplicity [customer] error "the join is not n:1: more than one row on the right belongs to one"
with filtered as (
  select count(*) as rows
  from addresses as a
  semi join orders as o on o.customer = a.customer
  group by a.customer
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.streets
select distinct street
from shipped
order by street nulls last
