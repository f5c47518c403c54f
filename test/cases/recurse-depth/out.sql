-- source case.calls
-- promised: not_null [src]; not_null [dst]
select
  count(*) filter (where src is null) as null_src_0,
  count(*) filter (where dst is null) as null_dst_1
from calls
-- promised: key [src, dst]
with filtered as (
  select count(*) as rows
  from calls
  group by src, dst
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.count_to
with recursive reached(n, d) using key (n) as (
  select n, 0::bigint as d
  from (
    values
      (1::bigint)
  ) as entries(n)
  union
  select found.n, (select max(d) + 1 from reached) as d
  from (
    select n + 1 as n
    from reached
    where d < 5 and n < 4
  ) as found
  anti join recurring.reached as seen on found.n is not distinct from seen.n
  where (select max(d) from reached) < 5
)
select n, d
from reached
order by n nulls last

-- rule case.none
with recursive reached(n, round) using key (n) as (
  select n, 0::bigint as round
  from (
    values
      (1::bigint)
  ) as entries(n)
  union
  select found.n, (select max(round) + 1 from reached) as round
  from (
    select n + 1 as n
    from reached
    where round < 0
  ) as found
  anti join recurring.reached as seen on found.n is not distinct from seen.n
  where (select max(round) from reached) < 0
)
select n
from reached
order by n nulls last

-- rule case.paths
with recursive reached("at", path, round) using key ("at", path) as (
  select dst as "at", src || dst as path, 0::bigint as round
  from calls
  union
  select found."at", found.path, (select max(round) + 1 from reached) as round
  from (
    select c.dst as "at", reached.path || c.dst as path
    from reached
    join calls as c on reached."at" = c.src
    where reached.round < 3
  ) as found
  anti join recurring.reached as seen on found."at" is not distinct from seen."at"
    and found.path is not distinct from seen.path
  where (select max(round) from reached) < 3
)
select "at", path
from reached
order by path nulls last, "at" nulls last

-- rule case.steps
with recursive reached(src, dst, round) using key (src, dst) as (
  select src, dst, 0::bigint as round
  from calls
  union
  select found.src, found.dst, (select max(round) + 1 from reached) as round
  from (
    select reached.src, c.dst
    from reached
    join calls as c on reached.dst = c.src
  ) as found
  anti join recurring.reached as seen on found.src is not distinct from seen.src
    and found.dst is not distinct from seen.dst
)
select src, dst, round
from reached
order by src nulls last, dst nulls last

-- rule case.with_null
with recursive reached(n, round) using key (n) as (
  select n, 0::bigint as round
  from (
    values
      (1::bigint),
      (null)
  ) as entries(n)
  union
  select found.n, (select max(round) + 1 from reached) as round
  from (
    select nullif(1::bigint, 1::bigint)::bigint as n
    from reached
    where round < 9
  ) as found
  anti join recurring.reached as seen on found.n is not distinct from seen.n
  where (select max(round) from reached) < 9
)
select n
from reached
order by n nulls last
