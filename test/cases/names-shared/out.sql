-- source b.s.s
-- promised: not_null [id]; not_null [n]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where n is null) as null_n_1
from s
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from s
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.s
-- promised: not_null [id]; not_null [n]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where n is null) as null_n_1
from "case.s"
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from "case.s"
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule b.s.one
select id, n * 20 as n
from s
where n >= $b_s_least::bigint
order by id nulls last

-- rule case.both
select other.id, o.n, $case_least::bigint as least
from s as other
join one as o on other.id = o.id
where other.id > 1
order by id nulls last

-- rule case.mine
select id, n * 2 as n
from "case.s"
where n >= $case_least::bigint
order by id nulls last

-- rule case.more
select id, n * 20 as n
from s
where id > $b_s_least::bigint
order by id nulls last

-- rule case.own
select id, $least::bigint as own, $case_least::bigint as of_module
from "case.s"
where id = 1
order by id nulls last

-- rule case.theirs
select id, n
from s
where id >= $case_least::bigint
order by id nulls last
