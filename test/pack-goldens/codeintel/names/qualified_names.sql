with combined as (
  select name as qname
  from ast_defs
  where name is not null and name <> ''
  union
  select qname
  from call_candidates
)
select 'qname:' || left(sha256(concat_ws(chr(31), 'qname', qname)), 16) as qname_id, qname
from combined
order by qname nulls last
