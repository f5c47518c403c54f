with filtered as (
  select c_custkey, c_acctbal, left(c_phone, 2) as cntrycode
  from customer
  where list_contains($codes::varchar[], left(c_phone, 2))
  qualify c_acctbal > sum(c_acctbal) filter (where c_acctbal > 0.00) over ()::varchar::double / count(c_acctbal) filter (
      where c_acctbal > 0.00
    ) over ()
)
select filtered.cntrycode, count(*) as numcust, sum(filtered.c_acctbal) as totacctbal
from filtered
anti join orders on filtered.c_custkey = orders.o_custkey
group by filtered.cntrycode
order by cntrycode nulls last
