-- source case.devices
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from devices
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from devices
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.readings
select
  id,
  unnest(if(cardinality(readings) > 0, list_sort(map_keys(readings)), [null])) as name,
  unnest(
    if(
      cardinality(readings) > 0,
      list_transform(list_sort(map_keys(readings)), lambda k: readings[k]),
      [null]
    )
  ) as value,
  generate_subscripts(map_keys(readings), 1) - 1 as "at"
from devices
order by id nulls last, "at" nulls last
