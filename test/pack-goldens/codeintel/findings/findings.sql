select kind, path, bstart, id, message
from unresolved_calls
union all
select kind, path, bstart, id, message
from dead_exports
union all
select kind, path, bstart, id, message
from unused_imports
union all
select kind, path, bstart, id, message
from import_cycles
union all
select kind, path, bstart, id, message
from most_called_symbols
order by kind nulls last, path nulls last, bstart nulls last, id nulls last
