select
  (
    100
    * sum(case
      when starts_with(part.p_type, 'PROMO') then lineitem.l_extendedprice
        * (1 - lineitem.l_discount)
      else 0.0000
    end)
  )::varchar::double / nullif(sum(lineitem.l_extendedprice * (1 - lineitem.l_discount))::varchar::double, 0) as promo_revenue
from lineitem
join part on lineitem.l_partkey = part.p_partkey
where lineitem.l_shipdate >= $q14_start::date
  and lineitem.l_shipdate < ($q14_start::date + interval '1 month')::date
