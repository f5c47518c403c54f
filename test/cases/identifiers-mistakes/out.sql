-- source case.t
-- promised: not_null [id]; not_null [Id]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where "Id" is null) as "null_Id_1"
from t
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from t
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.v
-- promised: not_null [id]; not_null [place]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where place is null) as null_place_1
from v
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from v
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source case.u
-- promised: not_null [id]; not_null [n]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where n is null) as null_n_1
from u
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from u
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.Twice
select id, n
from u
order by id nulls last

-- rule case.twice
select id, n
from u
order by id nulls last
