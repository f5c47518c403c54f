-- source case.facts
-- promised: not_null [id]; not_null [year]; not_null [day]; not_null [on]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where year is null) as null_year_1,
  count(*) filter (where day is null) as null_day_2,
  count(*) filter (where "on" is null) as null_on_3
from facts
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from facts
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.alone
select unnest(['amount']) as what, unnest([amount]) as much
from facts
order by what nulls last, much nulls last

-- rule case.by_null
select
  year,
  count(*) filter (where kind = 'a') as n_a,
  sum(amount) filter (where kind = 'a') as total_a,
  count(*) filter (where kind is not distinct from null) as n_null,
  sum(amount) filter (where kind is not distinct from null) as total_null,
  count(*) filter (where kind = 'b c') as "n_b c",
  sum(amount) filter (where kind = 'b c') as "total_b c"
from facts
group by year
order by year nulls last

-- rule case.back
select year, unnest(['n_a', 'n_null']) as name, unnest([n_a, n_null]) as value
from by_null
order by year nulls last, name nulls last

-- rule case.by_date
select year, count(*) filter (where day = date '2026-01-01' and amount > 1.00) as "2026-01-01"
from facts
group by year
order by year nulls last

-- rule case.by_expression
select year, count(*) filter (where (amount > 1.00) = true) as large
from facts
group by year
order by year nulls last

-- rule case.by_flag
select
  year,
  count(*) filter (where "on" = true) as n_true,
  count(*) filter (where "on" = false) as n_false
from facts
group by year
order by year nulls last

-- rule case.by_number
select
  kind,
  count(*) filter (where year = 2025) as y2025,
  count(*) filter (where year = 2026) as y2026
from facts
group by kind
order by kind nulls last

-- rule case.by_two
select year, "on", list(day order by day nulls last) filter (where kind = 'a') as a
from facts
group by year, "on"
order by year nulls last, "on" nulls last

-- rule case.one_aggregate
with grouped as (
  select count(*) as n
  from facts
)
select grouped.n, sum(facts.amount) filter (where facts.kind = 'a') as a
from grouped
cross join facts
group by grouped.n

-- rule case.widened
select
  id,
  unnest(['amount', 'year']) as what,
  unnest([amount::decimal(12, 2), year::decimal(12, 2)]) as much
from facts
order by id nulls last, what nulls last
