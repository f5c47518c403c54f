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

-- rule case.recent
select id, region, day, amount, qty
from sales
where day >= $since::date
  and case
    when ($regions::varchar[]) is null then null
    when len($regions::varchar[]) = 0 then false
    when list_contains($regions::varchar[], region) then true
    when region is null or len($regions::varchar[]) > list_count($regions::varchar[]) then null
    else false
  end
  and amount > $least::decimal(12, 2)
order by id nulls last

-- rule case.scaled
select id, amount * $factor::bigint as amount
from sales
where $note::varchar is null
order by id nulls last

-- rule case.scaled_more
select id, (amount * 10::decimal(2, 0))::decimal(31, 2) as amount
from sales
where null::varchar is null
order by id nulls last
