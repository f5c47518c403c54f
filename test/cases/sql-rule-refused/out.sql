-- source case.orders
-- promised: not_null [id]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where amount is null) as null_amount_1
from orders
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from orders
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.checked
-- promised: not_null [id]; not_null [amount]; check
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where amount is null) as null_amount_1,
  count(*) filter (where not (amount + id)) as check_3
from checked
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from checked
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.broken
select id, total
from (
  select id, from from orders where
) as given
order by id nulls last
-- promised: not_null [id]; not_null [total]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where total is null) as null_total_1
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.differs
select id, total
from (
  select amount as total, id::int as id, 1 as more from orders
) as given
order by id nulls last
-- promised: not_null [id]; not_null [total]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where total is null) as null_total_1
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.escapes
select id, total
from (
  select 1::bigint as id, 2::decimal(38, 2) as total) as given; drop table turned; select * from (select 1
) as given_b
order by id nulls last
-- promised: not_null [id]; not_null [total]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where total is null) as null_total_1
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.expression
select id, lwer(amount::varchar) as word
from orders
order by id nulls last

-- rule case.hidden
select id, total
from (
  select 1::bigint as id, 2::decimal(38, 2) as total from __rulec_runs
) as given
order by id nulls last
-- promised: not_null [id]; not_null [total]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where total is null) as null_total_1
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.makes
select id, total
from (
  create table other as select 1 as id
) as given
order by id nulls last
-- promised: not_null [id]; not_null [total]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where total is null) as null_total_1
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.misspelt
select id, total
from (
  select id,
    sum(amuont)::decimal(38, 2) as total
  from orders
  group by id
) as given
order by id nulls last
-- promised: not_null [id]; not_null [total]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where total is null) as null_total_1
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.reading
select id
from checked
order by id nulls last

-- rule case.several
select id, total
from (
  select 1::bigint as id, 2::decimal(38, 2) as total; drop table turned
) as given
order by id nulls last
-- promised: not_null [id]; not_null [total]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where total is null) as null_total_1
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.turned
select id, total
from (
  select amount::decimal(38, 2) as total, id from orders
) as given
order by id nulls last
-- promised: not_null [id]; not_null [total]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where total is null) as null_total_1
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.typed
select id, sqrt(amount) as root
from orders
order by id nulls last
