-- rule case.common
select n::bigint as n, s
from a
intersect
select n, s
from b
order by n nulls last, s nulls last

-- rule case.either
select n::bigint as n, s
from a
union
select n, s
from b
order by n nulls last, s nulls last

-- rule case.filled
select n::bigint as n, s, null::boolean as extra
from a
union all
select n, s, extra
from b
order by n nulls last, s nulls last, extra nulls last

-- rule case.only_a
select n::bigint as n, s
from a
except
select n, s
from b
order by n nulls last, s nulls last

-- rule case.widened
select n::decimal(12, 2) as v
from a
union all
select 1.25::decimal(12, 2) as v
from b
order by v nulls last
