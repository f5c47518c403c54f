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

-- source case.c
-- promised: not_null [k]; not_null [z]
select
  count(*) filter (where k is null) as null_k_0,
  count(*) filter (where z is null) as null_z_1
from c
-- promised: key [k]
with filtered as (
  select count(*) as rows
  from c
  group by k
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.crossed
with distinct_rows as (
  select distinct z
  from c
)
select a.k, r.z
from a
cross join distinct_rows as r
order by k nulls last, z nulls last

-- rule case.fulls
with joined as (
  select coalesce(a.k, b.k::bigint) as k, a.x, b.y
  from a
  full join b on a.k = b.k
)
select coalesce(joined.k, c.k) as k, joined.x, joined.y, c.z
from joined
full join c on joined.k = c.k
order by k nulls last

-- rule case.inner
select a.k, a.x, r.y, c.z
from a
join b as r on a.k = r.k
join c on a.k = c.k
order by k nulls last

-- rule case.lefts
select a.k, a.j, b1.j as of_b, a.x, b1.y, c.z
from a
left join b as b1 on a.k = b1.k
left join c on a.k = c.k
order by k nulls last

-- rule case.right_then_left
select b.k::bigint as k, a.x, b.y, c.z
from a
right join b on a.k = b.k
left join c on b.k::bigint = c.k
order by k nulls last

-- rule case.semis
select a.k, a.j, a.x
from a
semi join b on a.k = b.k
anti join c on a.k = c.k
order by k nulls last

-- rule case.two_columns
select a.k, a.j, a.x, b.y
from a
join b on a.k = b.k and a.j = b.j
order by k nulls last

-- rule case.two_full
select coalesce(a.k, b.k::bigint) as k, coalesce(a.j::bigint, b.j) as j, a.x, b.y
from a
full join b on a.k = b.k and a.j = b.j
