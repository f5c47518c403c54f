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
select x.id, generate_subscripts([x.v, x.w], 1) - 1 as i, unnest([x.v, x.w]) as part, y.v
from a as x
join b as y on x.id = y.id
order by id nulls last, i nulls last

-- rule case.hidden_key
select r.id as other, count(*) as n, sum(r.v)::bigint as v, sum(a.v)::bigint as own
from a
join b as r on a.w + 0 = r.id
group by r.id
order by other nulls last

-- rule case.lives
with derived as materialized (
  select
    l.id,
    l.v * 2 as vv,
    r.v as kept,
    l.v + coalesce(r.v, 0) as sum,
    r.v as hidden,
    r.u || '!' as "both",
    r.u,
    r.v
  from a as l
  left join b as r on l.id = r.id
  where r.v is null or l.v < 100
  order by v desc nulls first, id nulls last
  limit 3
)
select id, vv, kept, sum, hidden, "both", u
from derived
order by id nulls last

-- rule case.nested
select x.id, y.v
from a as x
join b as y on x.id = y.id
where y.v > 0
order by id nulls last

-- rule case.twice
select x.id, y.v, z.v as z_v, z.u as z_u, y.u as y_u
from a as x
join b as y on x.id = y.id
left join b as z on x.w = z.id
order by id nulls last
