-- source case.sold
-- promised: not_null [shop]; not_null [no]; not_null [qty]; not_null [at]
select
  count(*) filter (where shop is null) as null_shop_0,
  count(*) filter (where no is null) as null_no_1,
  count(*) filter (where qty is null) as null_qty_2,
  count(*) filter (where "at" is null) as null_at_3
from sold
-- promised: key [shop, no]
with filtered as (
  select count(*) as rows
  from sold
  group by shop, no
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.skus
-- promised: not_null [code]; not_null [label]
select
  count(*) filter (where code is null) as null_code_0,
  count(*) filter (where label is null) as null_label_1
from skus
-- promised: key [code]
with filtered as (
  select count(*) as rows
  from skus
  group by code
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.tops
-- promised: not_null [shop]; not_null [best]
select
  count(*) filter (where shop is null) as null_shop_0,
  count(*) filter (where best is null) as null_best_1
from tops
-- promised: key [shop]
with filtered as (
  select count(*) as rows
  from tops
  group by shop
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.rates
-- promised: not_null [shop]; not_null [at]; not_null [rate]
select
  count(*) filter (where shop is null) as null_shop_0,
  count(*) filter (where "at" is null) as null_at_1,
  count(*) filter (where rate is null) as null_rate_2
from rates
-- promised: key [shop, at]
with filtered as (
  select count(*) as rows
  from rates
  group by shop, "at"
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.roads
-- promised: not_null [here]; not_null [there]
select
  count(*) filter (where here is null) as null_here_0,
  count(*) filter (where there is null) as null_there_1
from roads
-- promised: key [here, there]
with filtered as (
  select count(*) as rows
  from roads
  group by here, there
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.base
select shop, no, sku, qty, "at"
from sold
order by shop nulls last, no nulls last

-- rule case.aggregate_
select count(*) as rows, sum(qty)::bigint as sold
from base
order by rows nulls last

-- rule case.baskets
select shop, no, sku, qty, "at", string_split(coalesce(sku, ''), '-') as skus
from sold
order by shop nulls last, no nulls last

-- rule case.check_
select shop, no, sku, qty, "at"
from base
order by shop nulls last, no nulls last
-- promised: check
select count(*) filter (where not (qty > 0)) as check_0
from __rulec_result

-- rule case.check_key
select shop, qty
from sold
where sku is not null
-- promised: key [shop, qty]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by shop, qty
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.dedupe_
select shop, no, sku, qty, "at"
from base
qualify row_number() over (partition by shop order by no desc nulls first) = 1

-- rule case.derive_
select shop, no, sku, qty, "at", qty * 2 as twice
from base
order by shop nulls last, no nulls last

-- rule case.derive_over_first
select 'all' as shop, no, sku, qty, "at"
from base

-- rule case.derive_over_last
select shop, no // 2 as no, sku, qty, "at"
from base
order by shop nulls last, no nulls last, sku nulls last, qty nulls last, "at" nulls last

-- rule case.derive_row_number
select row_number() over (order by shop nulls last, no nulls last) as nth, sku
from base
order by nth nulls last

-- rule case.distinct_
select distinct shop, sku
from base

-- rule case.distinct_of_key
select shop, no, sku
from base

-- rule case.drop_
select shop, sku, qty
from base
order by shop nulls last, sku nulls last, qty nulls last

-- rule case.except_
select shop, sku
from base
except
select shop, sku
from base
where qty > 1

-- rule case.except_of_key
select shop, no, sku
from base
except
select shop, no, sku
from base
where qty > 1

-- rule case.explode_
select shop, no, generate_subscripts(skus, 1) as i, unnest(skus) as one
from baskets
order by shop nulls last, no nulls last, i nulls last

-- rule case.explode_of_ties
select shop, unnest(skus) as one, generate_subscripts(skus, 1) as i
from baskets

-- rule case.explode_without_index
select shop, no, unnest(skus) as one
from baskets

-- rule case.group_
select shop, sku, sum(qty)::bigint as sold
from base
group by shop, sku

-- rule case.group_with_key
select shop, no, sku, sum(qty)::bigint as sold
from base
group by shop, no, sku
order by shop nulls last, no nulls last

-- rule case.intersect_
select shop, sku
from base
intersect
select shop, sku
from base
where qty > 1

-- rule case.join_11
select b.shop, t.shop as other, t.best
from base as b
join tops as t on b.shop = t.shop
where b.no = 1
order by shop nulls last

-- rule case.join_11_left
select b.shop, t.shop as other, t.best
from base as b
left join tops as t on b.shop = t.shop
where b.no = 1
order by shop nulls last

-- rule case.join_1n
select t.best, b.shop, b.no
from tops as t
join base as b on t.shop = b.shop

-- rule case.join_1n_left
select t.shop, b.shop as other, b.no
from tops as t
left join base as b on t.shop = b.shop

-- rule case.join_anti
select base.shop, base.no, base.sku, base.qty, base."at"
from base
anti join skus as s on base.sku = s.code
order by shop nulls last, no nulls last

-- rule case.join_asof
select b.shop, b.no, r.rate
from base as b
asof join rates as r on b.shop = r.shop and b."at" >= r."at"
order by shop nulls last, no nulls last

-- rule case.join_asof_left
select b.shop, b.no, r.rate
from base as b
asof left join rates as r on b.shop = r.shop and b."at" >= r."at"
order by shop nulls last, no nulls last

-- rule case.join_cross
select b.shop, b.no, s.code
from base as b
cross join skus as s

-- rule case.join_full
select b.shop, b.no, s.code
from base as b
full join skus as s on b.sku = s.code

-- rule case.join_full_using
with filtered as (
  select shop, qty
  from base
  where no = 1
)
select coalesce(tops.shop, filtered.shop) as shop, tops.best, filtered.qty
from tops
full join filtered on tops.shop = filtered.shop

-- rule case.join_n1
select base.shop, base.no, s.label
from base
join skus as s on base.sku = s.code
order by shop nulls last, no nulls last

-- rule case.join_n1_left
select base.shop, base.no, s.label
from base
left join skus as s on base.sku = s.code
order by shop nulls last, no nulls last

-- rule case.join_nm
select b.shop, b.no, r.shop as other, r."at"
from base as b
join rates as r on b.shop = r.shop

-- rule case.join_nm_left
select b.shop, b.no, r.shop as other, r."at"
from base as b
left join rates as r on b.shop = r.shop

-- rule case.join_right
select b.shop, b.no, s.code
from base as b
right join skus as s on b.sku = s.code

-- rule case.join_right_1n
select t.best, b.shop, b.no
from tops as t
right join base as b on t.shop = b.shop

-- rule case.join_semi
select base.shop, base.no, base.sku, base.qty, base."at"
from base
semi join skus as s on base.sku = s.code
order by shop nulls last, no nulls last

-- rule case.join_semi_many
select base.shop, base.no, base.sku, base.qty, base."at"
from base
semi join rates as r on base.shop = r.shop
order by shop nulls last, no nulls last

-- rule case.limit_
select shop, no, sku, qty, "at"
from base
order by shop nulls last, no nulls last
limit 3
offset 1

-- rule case.limit_one
select shop, no, sku, qty, "at"
from base
order by shop nulls last, no nulls last
limit 1

-- rule case.macro_
select shop, no, sku, qty, "at"
from base
qualify row_number() over (partition by shop order by no desc nulls first) = 1

-- rule case.pivot_
select
  shop,
  sum(qty) filter (where sku = 'a')::bigint as a,
  sum(qty) filter (where sku = 'b')::bigint as b
from base
group by shop

-- rule case.recurse_
with recursive reached(here, there, steps) using key (here, there) as (
  select here, there, 0::bigint as steps
  from roads
  union
  select found.here, found.there, (select max(steps) + 1 from reached) as steps
  from (
    select reached.here, n.there
    from reached
    join roads as n on reached.there = n.here
  ) as found
  anti join recurring.reached as seen on found.here is not distinct from seen.here
    and found.there is not distinct from seen.there
)
select here, there, steps
from reached

-- rule case.rename_
select shop as store, no as line, sku, qty, "at"
from base
order by store nulls last, line nulls last

-- rule case.sample_
select shop, no, sku, qty, "at"
from base
where substring('4:' || left(sha256(concat_ws(chr(31), '4', shop, no::varchar)), 16), 3, 13) < '8000000000000'
order by shop nulls last, no nulls last

-- rule case.select_
select no, shop, qty
from base
order by shop nulls last, no nulls last

-- rule case.select_without_first
select no, qty
from base

-- rule case.select_without_last
select shop, qty
from base
order by shop nulls last, qty nulls last

-- rule case.sort_
select qty, shop, no
from base
order by qty desc nulls last, shop nulls last, no nulls last

-- rule case.sort_by_key
select shop, no
from base
order by no nulls last, shop nulls last

-- rule case.union_
select shop, no
from base
union
select shop, best as no
from tops

-- rule case.union_all
select shop
from base
union all
select shop
from tops

-- rule case.unpivot_
select shop, no, unnest(['qty', 'half']) as what, unnest([qty, qty // 2]) as n
from base

-- rule case.where_
select shop, no, sku, qty, "at"
from base
where qty > 1
order by shop nulls last, no nulls last

-- rule case.window_
select
  shop,
  no,
  sku,
  qty,
  "at",
  sum(qty) over (
    partition by shop
    order by no nulls last
    rows between unbounded preceding and current row
  )::bigint as so_far
from base
order by shop nulls last, no nulls last

-- rule case.window_row_number
select shop, row_number() over (partition by shop order by no nulls last) as nth, sku
from sold
