-- source case.sales
-- promised: not_null [id]; not_null [day]; not_null [amount]; not_null [sold_at]; not_null [tags]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where day is null) as null_day_1,
  count(*) filter (where amount is null) as null_amount_2,
  count(*) filter (where sold_at is null) as null_sold_at_3,
  count(*) filter (where tags is null) as null_tags_4
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

-- rule case.a_folder
select id
from sales
order by id nulls last

-- rule case.daily
select id, day
from sales
where day >= $from::date and day < $to::date and id > $least::bigint
order by id nulls last

-- rule case.kept
with combined as (
  select id, day
  from previous_kept
  union all
  select id, day
  from sales
)
select id, day
from combined
qualify row_number() over (partition by id order by day nulls last) = 1
order by id nulls last
-- promised: ties [id, day] error "rows tie for the one that a dedupe keeps"
with combined as (
  select id, day
  from previous_kept
  union all
  select id, day
  from sales
),
filtered as (
  select count(*) as rows
  from combined
  group by id, day
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
