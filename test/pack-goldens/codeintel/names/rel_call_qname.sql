select
  call_candidates.call_id,
  qualified_names.qname_id,
  call_candidates.index,
  call_candidates.path,
  call_candidates.bstart,
  call_candidates.bend,
  call_candidates.owner_def_id,
  call_candidates.qname
from call_candidates
join qualified_names on call_candidates.qname = qualified_names.qname
qualify row_number() over (
    partition by call_candidates.call_id, qualified_names.qname_id
    order by call_candidates.index nulls last
  ) = 1
order by call_id nulls last, qname_id nulls last
