select c.call_id, n.qname_id, c.index, c.path, c.bstart, c.bend, c.owner_def_id, c.qname, c.source
from call_candidates as c
join qualified_names as n on c.qname = n.qname
qualify row_number() over (partition by c.call_id, n.qname_id order by c.index nulls last) = 1
order by call_id nulls last, qname_id nulls last
