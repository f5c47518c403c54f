-- source case.wide
-- promised: not_null [id]; not_null [a]; not_null [s]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where a is null) as null_a_1,
  count(*) filter (where s is null) as null_s_2
from wide
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from wide
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.keys_grouped
select a::bigint // 10 as a, b::bigint // 10 as b, count(*) as n
from wide
group by 1, 2
order by a nulls last, b nulls last

-- rule case.one
select id, a::bigint * 2 as a, b::bigint * 2 as b, s
from wide
order by id nulls last

-- rule case.one_named
select id, b::bigint * 2 as twice_b, a::bigint * 2 as twice_a
from wide
order by id nulls last

-- rule case.several
select min(a) as low_a, max(a) as high_a, min(b) as low_b, max(b) as high_b
from wide

-- rule case.several_named
select min(a) as a_low_a, max(a) as a_high_a, min(b) as b_low_b, max(b) as b_high_b
from wide

-- rule case.with_lambda
select id, coalesce(a, 0) as a0, coalesce(b, 0) as b0
from wide
order by id nulls last

-- rule case.with_let
select id, a / 2 as a_half, b / 2 as b_half
from wide
order by id nulls last
