-- source case.texts
-- promised: not_null [id]; not_null [s]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where s is null) as null_s_1
from texts
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from texts
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.fine
select id, s
from texts
where regexp_matches(s, $p_pattern::varchar)
order by id nulls last
