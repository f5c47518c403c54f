with base as (
  select c_custkey, c_acctbal, left(c_phone, 2) as cntrycode
  from customer
  where list_contains($codes::varchar[], left(c_phone, 2))
),
grouped as (
  select
    sum(c_acctbal) filter (where c_acctbal > 0.00)::varchar::double / count(c_acctbal) filter (
      where c_acctbal > 0.00
    ) as avg_c_acctbal
  from base
),
joined as (
  select base.c_acctbal, base.cntrycode
  from base
  cross join grouped
  anti join orders on base.c_custkey = orders.o_custkey
  where base.c_acctbal > grouped.avg_c_acctbal
)
select cntrycode, count(*) as numcust, sum(c_acctbal) as totacctbal
from joined
group by cntrycode
order by cntrycode nulls last
