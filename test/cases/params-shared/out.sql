-- rule other.both
select n, $other_d::bigint as d, $other_c_d::bigint as c_d
from (
  values
    (1::bigint)
) as entries(n)
order by n nulls last

-- rule case.all
select n, d, c_d, $a_b_c_d::bigint + $a_b_c_d_::bigint as again
from "both"
order by n nulls last

-- rule case.values_of
select n, $a_b_c_d::bigint as c_d, $a_b_c_d_::bigint as d
from (
  values
    (1::bigint)
) as entries(n)
order by n nulls last
