-- source case.wide
-- promised: not_null [id]; not_null [a]; not_null [c]; not_null [d]; not_null [e]; not_null [f]; not_null [g]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where a is null) as null_a_1,
  count(*) filter (where c is null) as null_c_2,
  count(*) filter (where d is null) as null_d_3,
  count(*) filter (where e is null) as null_e_4,
  count(*) filter (where f is null) as null_f_5,
  count(*) filter (where g is null) as null_g_6
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

-- rule case.both
select id, a, b
from wide
order by id nulls last

-- rule case.deduped
select d, id
from wide
qualify row_number() over (partition by d order by id nulls last) = 1
order by d nulls last

-- rule case.dropped
select id, d, e, g, h
from wide
order by id nulls last

-- rule case.either
select id, a, b, d
from wide
order by id nulls last

-- rule case.first
select id, a
from wide
order by id nulls last

-- rule case.grouped
select d, e, count(*) as n
from wide
group by d, e
order by e nulls last, d nulls last

-- rule case.key_of_groups
select d, e, count(*) as n
from wide
group by d, e
order by d nulls last, e nulls last

-- rule case.kinds
select id, c, d, e, h
from wide
order by id nulls last

-- rule case.known
select id, b, h
from wide
order by id nulls last

-- rule case.less
select id, b, d, e, g, h
from wide
order by id nulls last

-- rule case.listed
select d, id, a
from wide
order by id nulls last

-- rule case.listed_and_more
select d, id, a, b
from wide
order by id nulls last

-- rule case.matched
select id, a, b, c
from wide
order by id nulls last

-- rule case.named
select id, b as x_b, c as c_x
from wide
order by id nulls last

-- rule case.no_longer_null
select id, h
from wide
where b is not null
order by id nulls last

-- rule case.none_added
select id
from wide
order by id nulls last

-- rule case.none_dropped
select id
from wide
order by id nulls last

-- rule case.of_type
select id, g, a, d
from wide
order by id nulls last

-- rule case.others
select id, b, d, e, h
from wide
order by id nulls last

-- rule case.placed
select id, c, h
from wide
order by id nulls last

-- rule case.sorted
select d, id
from wide
order by d nulls last, id nulls last
limit 2

-- rule case.spans
select id, b, c, d
from wide
order by id nulls last

-- rule case.tagged
select id, e as secret
from wide
order by id nulls last
