-- source case.numbers
-- promised: not_null [id]; not_null [a]; not_null [b]; not_null [big]; not_null [small]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where a is null) as null_a_1,
  count(*) filter (where b is null) as null_b_2,
  count(*) filter (where big is null) as null_big_3,
  count(*) filter (where small is null) as null_small_4
from numbers
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from numbers
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.computed
select
  id,
  a::bigint * b::bigint as product,
  a::bigint // nullif(b::bigint, 0) as quotient,
  a::bigint % nullif(b::bigint, 0) as rest,
  a / nullif(b, 0) as ratio,
  small::bigint + small::bigint as sum,
  -(small::bigint) as negative,
  add(big, 1) as more,
  small::smallint as narrow,
  case
    when (a * 1.0) % 1.0 <> 0 then error((a * 1.0) || ' is not a whole number')
    else (a * 1.0)::bigint
  end as whole,
  a::bigint & 6 as bits,
  nullif(greatest(small::bigint, -1), -1) << 2::bigint as shifted
from numbers
order by id nulls last

-- rule case.totals
select
  count(*) as n,
  sum(a::bigint)::bigint as total,
  sum(big)::ubigint as big,
  sum(a)::double / count(a) as mean,
  median(b) as middle
from numbers
order by n nulls last
