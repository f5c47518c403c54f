-- source case.a
-- promised: not_null [id]; not_null [k]; not_null [v]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where k is null) as null_k_1,
  count(*) filter (where v is null) as null_v_2
from a
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from a
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.b
-- promised: not_null [k]; not_null [w]
select
  count(*) filter (where k is null) as null_k_0,
  count(*) filter (where w is null) as null_w_1
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

-- source case.t
-- promised: not_null [at]; not_null [u]
select
  count(*) filter (where "at" is null) as null_at_0,
  count(*) filter (where u is null) as null_u_1
from t
-- promised: key [at]
with filtered as (
  select count(*) as rows
  from t
  group by "at"
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.nests
-- promised: not_null [id]; not_null [xs]; not_null [ys]; not_null [m]; not_null [st]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where xs is null) as null_xs_1,
  count(*) filter (where ys is null) as null_ys_2,
  count(*) filter (where m is null) as null_m_3,
  count(*) filter (where st is null) as null_st_4
from nests
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from nests
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.aggregate_
select
  sum(v)::bigint as v,
  min(v) as low,
  count(*) as rows,
  count(n) as ns,
  list(v order by id nulls last) as "all"
from a

-- rule case.aggregate_of_none
select
  sum(v)::bigint as v,
  min(v) as low,
  count(*) as rows,
  count(n) as ns,
  list(v order by id nulls last) as "all"
from a
where id < 0

-- rule case.casts
select
  id,
  v::decimal(5, 0) as strict,
  try_cast(regexp_extract(k, '^([+-]?\d+)(?:[.]0+)?$', 1) as bigint) as tried,
  n::varchar as of_null
from a
order by id nulls last

-- rule case.check_condition
select id, k, v, n, s
from a
order by id nulls last
-- promised: check
select count(*) filter (where not (n > 0)) as check_0
from __rulec_result

-- rule case.check_key
select n, s
from a
-- promised: key [n, s]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by n, s
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.choices
select
  id,
  coalesce(n, 0) as or_else,
  coalesce(n, n) as or_null,
  case when v > 1 then v else 0 end as if_,
  case when v > 1 then v end as if_null,
  case when v > 1 then 1::bigint else 2 end as cased,
  case when v > 1 then 1::bigint end as no_else
from a
order by id nulls last

-- rule case.conditions
select
  id,
  n is null as is_null,
  n > 1 and v > 1 as "both",
  n > 1 or v > 1 as either,
  not (n > 1) as no,
  v in (1, 2) as among,
  n in (1, 2) as among_null,
  v in (1, null) as list_null,
  n between 1 and 2 as range
from a
order by id nulls last

-- rule case.dedupe_
select id, k, n
from a
qualify row_number() over (partition by k order by id nulls last) = 1

-- rule case.distinct_
select distinct n, v
from a

-- rule case.divisions
select
  id,
  v / 2 as over,
  v / nullif(0, 0) as by_zero,
  v / nullif(v, 0) as by_column,
  v // nullif(v, 0) as whole,
  v % nullif(v, 0) as rest,
  (((2 * abs(v::hugeint * 100::hugeint) + abs(v::hugeint)) // nullif(2 * abs(v::hugeint), 0) * sign(v) * sign(v))::decimal(38, 0) * .01)::decimal(38, 2) as exact
from a
order by id nulls last

-- rule case.except_
select v as x
from a
except
select n as x
from a

-- rule case.except_nulls
select n as x
from a
except
select v as x
from a

-- rule case.explode_
select id, unnest(xs) as x, generate_subscripts(xs, 1) - 1 as i
from nests
order by id nulls last, i nulls last

-- rule case.explode_kept
select id, unnest(if(len(xs) > 0, xs, [null])) as x, generate_subscripts(xs, 1) - 1 as i
from nests
order by id nulls last, i nulls last

-- rule case.explode_map
select
  id,
  unnest(list_sort(map_keys(m))) as k,
  unnest(list_transform(list_sort(map_keys(m)), lambda k: m[k])) as v,
  generate_subscripts(map_keys(m), 1) - 1 as i
from nests
order by id nulls last, i nulls last

-- rule case.explode_nullable
select id, unnest(ys) as x, generate_subscripts(ys, 1) - 1 as i
from nests
order by id nulls last, i nulls last

-- rule case.explode_of_null
select id, unnest(o) as x, generate_subscripts(o, 1) - 1 as i
from nests
order by id nulls last, i nulls last

-- rule case.explode_padded
select id, unnest(xs) as x, unnest(ys) as y, unnest(range(greatest(len(xs), len(ys)))) as i
from nests
order by id nulls last, i nulls last

-- rule case.functions_
select
  id,
  upper(k) as big,
  upper(s) as big_null,
  greatest(v, n) as most,
  greatest(n, n) as most_null,
  sqrt(nullif(greatest(v::double, -5e-324), -5e-324)) as root,
  concat_ws('-', k, s) as joined,
  nullif(v, 1::bigint) as "none"
from a
order by id nulls last

-- rule case.group_
select
  n,
  sum(v)::bigint as v,
  sum(n)::bigint as n_sum,
  count(*) as rows,
  count(n) as ns,
  sum(v) filter (where v > 1)::bigint as "some"
from a
group by n

-- rule case.intersect_
select n as x
from a
intersect
select v as x
from a

-- rule case.join_anti
select a.id, a.k, a.v, a.n, a.s
from a
anti join b on a.s = b.k
order by id nulls last

-- rule case.join_asof
select a.id, t.u
from a
asof join t on a.id >= t."at"
order by id nulls last

-- rule case.join_asof_left
select a.id, t.u
from a
asof left join t on a.id >= t."at"
order by id nulls last

-- rule case.join_cross
select a.id, b.w, b.m
from a
cross join b

-- rule case.join_full
select a.id, a.s, b.k as code, b.w
from a
full join b on a.s = b.k

-- rule case.join_inner
select a.id, b.w, b.m
from a
join b on a.k = b.k
order by id nulls last

-- rule case.join_inner_on_null
select a.id, a.s, b.w
from a
join b on a.s = b.k
order by id nulls last

-- rule case.join_left
select a.id, a.s, b.k, b.w
from a
left join b on a.s = b.k
order by id nulls last

-- rule case.join_right
select a.id, a.s, b.k as code, b.w
from a
right join b on a.s = b.k

-- rule case.join_semi
select a.id, a.k, a.v, a.n, a.s
from a
semi join b on a.s = b.k
order by id nulls last

-- rule case.join_then_where
select a.id, b.w
from a
left join b on a.s = b.k
where b.w is not null
order by id nulls last

-- rule case.operators
select
  id,
  v + 1 as plus,
  v + n as with_null,
  k || '!' as text,
  k || s as text_null,
  v < 2 as less,
  n < 2 as less_null,
  n is not distinct from 2 as safe,
  -n as minus
from a
order by id nulls last

-- rule case.params_
select id, $limit_of::bigint as limit_, coalesce($limit_of::bigint, v)::bigint as or_
from a
order by id nulls last

-- rule case.parts
select id, xs[1::bigint] as element, m['a'] as value, st.f as field, st.g as field_null
from nests
order by id nulls last

-- rule case.pivot_
select
  k,
  sum(v) filter (where id = 1)::bigint as v_1,
  count(*) filter (where id = 1) as rows_1,
  sum(v) filter (where id = 2)::bigint as v_2,
  count(*) filter (where id = 2) as rows_2
from a
group by k

-- rule case.recurse_
with recursive reached(v, d) using key (v) as (
  select v, 0::bigint as d
  from a
  union
  select found.v, (select max(d) + 1 from reached) as d
  from (
    select case when v > 1 then v - 1 end as v
    from reached
    where d < 1
  ) as found
  anti join recurring.reached as seen on found.v is not distinct from seen.v
  where (select max(d) from reached) < 1
)
select v, d
from reached

-- rule case.select_drop_rename
select id, v as w
from a
order by id nulls last

-- rule case.sort_limit
select id, k, v, n, s
from a
order by n nulls first, id nulls last
limit 2

-- rule case.union_all
select v as x, v as y
from a
union all
select m as x, w as y
from b

-- rule case.union_fill
select k, v, null::bigint as w
from a
union all
select k, null::bigint as v, w
from b

-- rule case.unpivot_
select id, unnest(['v', 'n']) as name, unnest([v, n]) as value
from a

-- rule case.unpivot_full
select id, unnest(['v', 'w']) as name, unnest([v, v]) as value
from a

-- rule case.using_full
select a.id, coalesce(a.k, b.k) as k, b.w
from a
full join b on a.k = b.k

-- rule case.using_left
select a.id, a.k, b.w
from a
left join b on a.k = b.k
order by id nulls last

-- rule case.using_right
select a.id, b.k, b.w
from a
right join b on a.k = b.k

-- rule case.where_compared
select id, k, v, n, s
from a
where n > 1 and s = 'x'
order by id nulls last

-- rule case.where_either
select id, k, v, n, s
from a
where n > 1 or s = 'x'
order by id nulls last

-- rule case.where_not_null
select id, k, v, n, s
from a
where n is not null
order by id nulls last

-- rule case.where_null_safe
select id, k, v, n, s
from a
where n is not distinct from null or n is null
order by id nulls last

-- rule case.window_
select id, k, v, n, s, sum(v) over in_order::bigint as before, count(*) over in_order as rows
from a
window in_order as (order by id nulls last rows between 1 preceding and 1 preceding)
order by id nulls last

-- rule case.window_here
select
  id,
  k,
  v,
  n,
  s,
  sum(v) over (order by id nulls last rows between unbounded preceding and current row)::bigint as so_far,
  row_number() over (order by id nulls last) as nth
from a
order by id nulls last

-- rule case.windows_
select
  id,
  lag(v, 1::bigint) over in_order as before,
  lag(v, 1, 0) over in_order as before_or,
  rank() over (order by n nulls last) as rank,
  first(v) over (order by id nulls last rows between unbounded preceding and unbounded following) as first,
  sum(v) over ()::bigint as "all"
from a
window in_order as (order by id nulls last)
order by id nulls last
