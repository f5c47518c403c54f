-- source case.a
-- promised: not_null [n]
select count(*) filter (where n is null) as null_n_0
from a
-- promised: key [n]
with filtered as (
  select count(*) as rows
  from a
  group by n
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.b
-- promised: not_null [n]; not_null [t]
select
  count(*) filter (where n is null) as null_n_0,
  count(*) filter (where t is null) as null_t_1
from b
-- promised: key [n]
with filtered as (
  select count(*) as rows
  from b
  group by n
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.all_rows
select n::decimal(12, 2) as n, s, null::date as t
from a
union all
select n::decimal(12, 2) as n, null::varchar as s, t
from b
order by n nulls last, s nulls last, t nulls last

-- rule case.common
select n::decimal(12, 2) as n, s, null::date as t
from a
intersect
select n::decimal(12, 2) as n, null::varchar as s, t
from b
order by n nulls last, s nulls last, t nulls last

-- rule case.common_nulls
select n::decimal(12, 2) as n, s
from a
intersect
select n::decimal(12, 2) as n, null::varchar as s
from b
order by n nulls last, s nulls last

-- rule case.of_itself
(
  select n, s
  from a
  union
  select n, s
  from a
)
intersect
select n, s
from a
order by n nulls last, s nulls last

-- rule case.once
select n::decimal(12, 2) as n, s, null::date as t
from a
union
select n::decimal(12, 2) as n, null::varchar as s, t
from b
order by n nulls last, s nulls last, t nulls last

-- rule case.order_of_columns
select s, n::bigint as n
from a
union
select s, n
from (
  values
    (9::bigint, 'z')
) as entries(n, s)
order by n nulls last, s nulls last

-- rule case.three
with combined as (
  select n::decimal(12, 2) as n
  from a
  union
  select n::decimal(12, 2) as n
  from b
)
(
  select n::decimal(21, 2) as n
  from combined
  except
  select n::decimal(21, 2) as n
  from (
    values
      (2::bigint)
  ) as entries(n)
)
union
select n::decimal(21, 2) as n
from (
  values
    (7.5)
) as entries(n)
order by n nulls last

-- rule case.without
select n::decimal(12, 2) as n, s, null::date as t
from a
except
select n::decimal(12, 2) as n, null::varchar as s, t
from b
order by n nulls last, s nulls last, t nulls last

-- rule case.without_nulls
select n::decimal(12, 2) as n, s
from a
except
select n::decimal(12, 2) as n, null::varchar as s
from b
order by n nulls last, s nulls last
