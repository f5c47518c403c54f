-- source case.lines
-- promised: not_null [id]; not_null [price]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where price is null) as null_price_1
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

-- rule case.fine
select id, price
from lines
order by id nulls last

-- rule case.squares
select id, price, price * price as square
from lines
order by id nulls last
