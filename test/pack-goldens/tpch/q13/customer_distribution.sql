with grouped as (
  select count(orders.o_orderkey) as c_count
  from customer
  left join orders on customer.c_custkey = orders.o_custkey
    and case
      when contains('%' || $word1::varchar || '%' || $word2::varchar || '%', '\') then orders.o_comment not like (
        '%'
        || $word1::varchar
        || '%'
        || $word2::varchar
        || '%'
      ) escape '\'
      else orders.o_comment not like ('%' || $word1::varchar || '%' || $word2::varchar || '%')
    end
  group by customer.c_custkey
)
select c_count, count(*) as custdist
from grouped
group by c_count
order by custdist desc nulls last, c_count desc nulls last
