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

-- rule case.largest
select id, amount
from sales
order by amount desc nulls last, id nulls last
limit 1

-- rule case.total
select count(*) as sales, sum(amount) as total
from sales

-- rule case.shares
select sales.id, sales.amount, t.total as of
from sales
cross join total as t
order by id nulls last
