-- source library.loans
-- promised: not_null [loan_id]; not_null [member_id]; not_null [state]; not_null [taken_at]; not_null [deposit]; check
select
  count(*) filter (where loan_id is null) as null_loan_id_0,
  count(*) filter (where member_id is null) as null_member_id_1,
  count(*) filter (where state is null) as null_state_2,
  count(*) filter (where taken_at is null) as null_taken_at_3,
  count(*) filter (where deposit is null) as null_deposit_4,
  count(*) filter (where not (deposit >= 0.00)) as check_6
from loans
-- promised: key [loan_id]
with filtered as (
  select count(*) as rows
  from loans
  group by loan_id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source library.members
-- promised: not_null [id]; not_null [state]; not_null [branch]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where state is null) as null_state_1,
  count(*) filter (where branch is null) as null_branch_2
from members
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from members
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source library.shelves
-- promised: not_null [id]; not_null [year]; not_null [room]; not_null [phone]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where year is null) as null_year_1,
  count(*) filter (where room is null) as null_room_2,
  count(*) filter (where phone is null) as null_phone_3
from shelves
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from shelves
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source library.returns
-- promised: not_null [return_id]; not_null [isbn]; not_null [at]; not_null [price]
select
  count(*) filter (where return_id is null) as null_return_id_0,
  count(*) filter (where isbn is null) as null_isbn_1,
  count(*) filter (where "at" is null) as null_at_2,
  count(*) filter (where price is null) as null_price_3
from returns
-- promised: key [return_id]
with filtered as (
  select count(*) as rows
  from returns
  group by return_id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source library.prices
-- promised: not_null [isbn]; not_null [at]; not_null [asked]
select
  count(*) filter (where isbn is null) as null_isbn_0,
  count(*) filter (where "at" is null) as null_at_1,
  count(*) filter (where asked is null) as null_asked_2
from prices
-- promised: key [isbn, at]
with filtered as (
  select count(*) as rows
  from prices
  group by isbn, "at"
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source library.site_readers
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from site_readers
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from site_readers
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source library.card_readers
-- promised: not_null [id]; not_null [via]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where via is null) as null_via_1
from card_readers
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from card_readers
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source library.roads
-- promised: not_null [here]; not_null [there]; not_null [way]
select
  count(*) filter (where here is null) as null_here_0,
  count(*) filter (where there is null) as null_there_1,
  count(*) filter (where way is null) as null_way_2
from roads
-- promised: key [here, there, way]
with filtered as (
  select count(*) as rows
  from roads
  group by here, there, way
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- source library.budget
-- promised: not_null [id]; not_null [month]; not_null [amount]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where month is null) as null_month_1,
  count(*) filter (where amount is null) as null_amount_2
from budget
-- promised: key [id, month]
with filtered as (
  select count(*) as rows
  from budget
  group by id, month
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule library.daily_deposits
select
  l.taken_at::date as day,
  m.branch,
  sum(l.deposit - coalesce(l.fine, 0.00)) as deposits,
  count(*) as loans
from loans as l
left join members as m on l.member_id = m.id
where $branch::varchar is null or m.branch = $branch::varchar
group by 1, 2
order by day nulls last, branch nulls last

-- rule library.latest_prices
select isbn, asked, asked::double / 2 as half
from prices
qualify row_number() over (partition by isbn order by "at" desc nulls last) = 1
order by isbn nulls last

-- rule library.level
select
  id,
  (width_cm - avg(width_cm) over in_order) / nullif(stddev_samp(width_cm) over in_order, 0) as width_cm_z,
  (depth_cm - avg(depth_cm) over in_order) / nullif(stddev_samp(depth_cm) over in_order, 0) as depth_cm_z,
  room
from shelves
where width_cm is not null and depth_cm is not null
window in_order as (
    order by id nulls last
    rows between unbounded preceding and unbounded following
  )
order by id nulls last

-- rule library.loan_books
with exploded as (
  select
    loan_id,
    unnest(if(len(books) > 0, books, [null])) as book,
    generate_subscripts(books, 1) as place
  from loans
  where state = 'out' and taken_at::date < $until::date
)
select loan_id, place, book.isbn, book.copies * book.price as worth
from exploded
order by loan_id nulls last, place nulls last

-- rule library.wide
select
  id,
  sum(amount) filter (where month = '01') as sum_01,
  sum(amount) filter (where month = '02') as sum_02
from budget
group by id
order by id nulls last

-- rule library.long
select id, unnest(['sum_01', 'sum_02']) as what, unnest([sum_01, sum_02]) as value
from wide
order by id nulls last, what nulls last

-- rule library.reachable
with recursive reached(here, there, steps) using key (here, there) as (
  select here, there, 0::bigint as steps
  from roads
  union
  select found.here, found.there, (select max(steps) + 1 from reached) as steps
  from (
    select reached.here, n.there
    from reached
    join roads as n on reached.there = n.here
  ) as found
  anti join recurring.reached as seen on found.here is not distinct from seen.here
    and found.there is not distinct from seen.there
)
select here, there, steps
from reached
order by here nulls last, there nulls last

-- rule library.readers
with combined as (
  select id, 'site' as via
  from site_readers
  union all
  select id, via
  from card_readers
)
select distinct combined.id, combined.via
from combined
anti join members on combined.id = members.id and members.state = 'gone'
order by id nulls last, via nulls last

-- rule library.returned
select
  returns.isbn,
  returns."at",
  returns.return_id,
  returns.price,
  case when returns."at" <= p."at" + interval '5 minutes' then p.asked end as asked,
  sum(returns.price) over by_isbn::varchar::double / count(returns.price) over by_isbn as mean,
  lag(returns.price, 1) over (
    partition by returns.isbn
    order by returns."at" nulls last, returns.return_id nulls last
  ) as before,
  rank() over (partition by returns.isbn order by returns.price desc nulls last) as rnk
from returns
asof left join prices as p on returns.isbn = p.isbn and returns."at" >= p."at"
window by_isbn as (
    partition by returns.isbn
    order by returns."at" nulls last, returns.return_id nulls last
    rows between 9 preceding and current row
  )
order by isbn nulls last, "at" nulls last, return_id nulls last

-- rule library.rooms
select
  id,
  lower(regexp_replace(regexp_replace(room, '[^A-Za-z0-9]+', '-', 'g'), '^-+|-+$', '', 'g')) as room,
  (width_cm + depth_cm) / 2 as mean_cm
from shelves
order by id nulls last

-- rule library.spent
select id, month, amount
from budget
order by id nulls last, month nulls last

-- rule library.totals
select id, total
from (
  select member_id as id, sum(deposit) as total from loans group by member_id
) as given
order by id nulls last
-- promised: not_null [id]; not_null [total]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where total is null) as null_total_1
from __rulec_result
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from __rulec_result
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered
