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

-- rule case.kept
select
  id,
  unnest(if(len(tags) > 0, tags, [null])) as tag,
  generate_subscripts(tags, 1) - 1 as "at"
from bags
order by id nulls last, "at" nulls last

-- rule case.kept_without_index
select id, unnest(if(len(tags) > 0, tags, [null])) as tag
from bags
order by id nulls last, tag nulls first
