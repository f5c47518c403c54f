-- source case.a
-- promised: not_null [id]; not_null [v]; not_null [w]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where v is null) as null_v_1,
  count(*) filter (where w is null) as null_w_2
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
-- promised: not_null [id]; not_null [u]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where u is null) as null_u_1
from b
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from b
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.exploded
select a.id, generate_subscripts([a.v, a.w], 1) - 1 as i, unnest([a.v, a.w]) as part, b.v
from a
join b on a.id = b.id
order by id nulls last, i nulls last

-- rule case.hidden_key
select b.id as other, count(*) as n, sum(b.v)::bigint as v, sum(a.v)::bigint as own
from a
join b on a.w + 0 = b.id
group by b.id
order by other nulls last

-- rule case.lives
with derived as materialized (
  select
    a.id,
    a.v * 2 as vv,
    b.v as kept,
    a.v + coalesce(b.v, 0) as sum,
    b.v as hidden,
    b.u || '!' as "both",
    b.u,
    b.v
  from a
  left join b on a.id = b.id
  where b.v is null or a.v < 100
  order by v desc nulls first, id nulls last
  limit 3
)
select id, vv, kept, sum, hidden, "both", u
from derived
order by id nulls last

-- rule case.nested
select a.id, b.v
from a
join b on a.id = b.id
where b.v > 0
order by id nulls last

-- rule case.twice
select a.id, b.v, b_w.v as z_v, b_w.u as z_u, b.u as y_u
from a
join b on a.id = b.id
left join b as b_w on a.w = b_w.id
order by id nulls last
