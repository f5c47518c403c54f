-- source case.t
-- promised: not_null [id]; not_null [s]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where s is null) as null_s_1
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

-- rule case.first_two
select
  id,
  substring(s, 1, (case when 0::bigint + 2 - (1) < 0 then 0 else 0::bigint + 2 - (1) end)::bigint) as two,
  substring(s, 1, (case
    when (-2)::bigint + 2 - (1) < 0 then 0
    else (-2)::bigint + 2 - (1)
  end)::bigint) as last,
  substring(s, 1, 0) as "none"
from t
order by id nulls last
