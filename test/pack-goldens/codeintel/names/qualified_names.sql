with exploded as (
  select unnest(callee_qnames) as q
  from ast_calls
),
combined as (
  select name as qname
  from ast_defs
  where name is not null
  union all
  select q.name as qname
  from exploded
)
select distinct
  'qname:' || left(sha256(concat_ws(chr(31), 'qname', qname)), 16) as qname_id,
  qname
from combined
where qname <> ''
order by qname nulls last
