-- source case.csv_rows
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from csv_rows
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from csv_rows
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.json_rows
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from json_rows
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from json_rows
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.parquet_rows
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from parquet_rows
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from parquet_rows
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.many
-- promised: not_null [day]; not_null [n]
select
  count(*) filter (where day is null) as null_day_0,
  count(*) filter (where n is null) as null_n_1
from many
-- promised: key [day]
with filtered as (
  select count(*) as rows
  from many
  group by day
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.semicolons
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from semicolons
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from semicolons
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.from_csv
select id, name, price, "at", ok
from csv_rows
order by id nulls last

-- rule case.from_json
select id, name, price, tags, nested
from json_rows
order by id nulls last

-- rule case.from_many
select day, n
from many
order by day nulls last

-- rule case.from_parquet
select id, name, price, seen, pair, counts
from parquet_rows
order by id nulls last

-- rule case.from_semicolons
select id, note
from semicolons
order by id nulls last
