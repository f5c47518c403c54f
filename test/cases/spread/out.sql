-- source case.lines
-- promised: not_null [id]; not_null [sku]; not_null [qty]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where sku is null) as null_sku_1,
  count(*) filter (where qty is null) as null_qty_2
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

-- source lists.bags
-- promised: not_null [id]; not_null [small]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where small is null) as null_small_1
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

-- rule case.packed
select
  id,
  {'sku': ({'sku': sku, 'qty': qty}).sku, 'qty': ({'sku': sku, 'qty': qty}).qty, 'price': price, 'qty_more': qty::bigint
    + 1} as more,
  {'n': 1::bigint, 'qty': qty, 'price': price} as "all",
  {'first': id, 'sku': (case when qty > 1 then {'sku': sku, 'qty': qty} end).sku, 'qty': (
    case
      when qty > 1 then {'sku': sku, 'qty': qty}
    end
  ).qty} as spread
from lines
order by id nulls last

-- rule lists.joined
select
  id,
  ([0] || small || [7, 8])::bigint[] || big || [9]::bigint[] as "all",
  small as one,
  small || small as "both",
  string_split('a,b', ',') || ['c'] as texts
from bags
order by id nulls last
