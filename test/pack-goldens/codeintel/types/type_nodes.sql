select type_id, text, path, bstart, bend
from types_norm
qualify row_number() over (
    partition by type_id
    order by path nulls last, bstart nulls last, type_ref_id nulls last
  ) = 1
order by type_id nulls last
