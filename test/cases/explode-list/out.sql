-- source case.bags
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from bags
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from bags
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.elements
select id, unnest(tags) as tag
from bags
order by tag nulls last, id nulls last

-- rule case.from_one
select id, unnest(tags) as tag, generate_subscripts(tags, 1) as "at"
from bags
order by id nulls last, "at" nulls last

-- rule case.from_zero
select id, unnest(tags) as tag, generate_subscripts(tags, 1) - 1 as "at"
from bags
order by id nulls last, "at" nulls last
