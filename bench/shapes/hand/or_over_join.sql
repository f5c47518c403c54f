select kind, count(*) as n
from events
join items on item_id = i_id
where category in ('k1', 'k2', 'k3')
  and amount between case category when 'k1' then 10.00 when 'k2' then 300.00 else 600.00 end and case category when 'k1' then 400.00 when 'k2' then 700.00 else 990.00 end
group by kind
order by kind
