-- source case.facts
-- promised: not_null [id]; not_null [month]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where month is null) as null_month_1
from facts
-- promised: key [id, month]
with filtered as (
  select count(*) as rows
  from facts
  group by id, month
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.wide
select
  id,
  sum(amount) filter (where month = '01') as rev_01,
  count(*) filter (where month = '01') as n_01,
  sum(amount) filter (where month = '02') as rev_02,
  count(*) filter (where month = '02') as n_02
from facts
group by id
order by id nulls last

-- rule case.long
select id, unnest(['rev_01', 'rev_02']) as metric, unnest([rev_01, rev_02]) as value
from wide
order by id nulls last, metric nulls last
