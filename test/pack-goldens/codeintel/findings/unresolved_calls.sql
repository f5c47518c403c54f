select
  'unresolved_call' as kind,
  c.path,
  c.bstart,
  c.call_id as id,
  'nothing says what ' || c.callee_text || ' is' as message
from ast_calls as c
anti join rel_call_symbol as s on c.call_id = s.node_id
where regexp_matches(c.callee_text, '^[\w$.?]+$') and c.callee_text <> 'super'
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
