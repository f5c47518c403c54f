-- source case.lines
-- promised: not_null [id]; not_null [sku]; not_null [qty]; not_null [item]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where sku is null) as null_sku_1,
  count(*) filter (where qty is null) as null_qty_2,
  count(*) filter (where item is null) as null_item_3
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
