-- source case.a
-- promised: not_null [k]; not_null [x]
select
  count(*) filter (where k is null) as null_k_0,
  count(*) filter (where x is null) as null_x_1
from a
-- promised: key [k]
with filtered as (
  select count(*) as rows
  from a
  group by k
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.b
-- promised: not_null [k]; not_null [y]
select
  count(*) filter (where k is null) as null_k_0,
  count(*) filter (where y is null) as null_y_1
from b
-- promised: key [k]
with filtered as (
  select count(*) as rows
  from b
  group by k
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.by_alias
select a.k as key, r.k as other, a.x, r.y
from a
full join b as r on a.k = r.k
order by key nulls first, other nulls last

-- rule case.either
select coalesce(a.k, b.k) as k, a.x, b.y, a.x is not null and b.y is not null as "both"
from a
full join b on a.k = b.k
order by k nulls last

-- rule case.pairs
with distinct_rows as (
  select distinct x
  from a
),
distinct_rows_b as (
  select distinct y
  from b
)
select distinct_rows.x, r.y
from distinct_rows
cross join distinct_rows_b as r
order by x nulls last, y nulls last

-- rule case.rights
select b.k, a.x, b.y
from a
right join b on a.k = b.k
order by k nulls last
