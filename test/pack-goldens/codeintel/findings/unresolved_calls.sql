select
  'unresolved_call' as kind,
  ast_calls.path,
  ast_calls.bstart,
  ast_calls.call_id as id,
  'nothing says what ' || ast_calls.callee_text || ' is' as message
from ast_calls
anti join rel_call_symbol on ast_calls.call_id = rel_call_symbol.node_id
where regexp_matches(ast_calls.callee_text, '^[\w$.?]+$') and ast_calls.callee_text <> 'super'
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
