-- source case.texts
-- promised: not_null [id]
select count(*) filter (where id is null) as null_id_0
from texts
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from texts
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.matched
select
  id,
  s like 'a%' as like_,
  s like 'a\%%' escape '\' as escaped,
  regexp_extract_all(s, '\d+', 0)[1] as digits,
  regexp_extract_all(s, '[a-z]', 0) as "all",
  regexp_replace(s, '(\w)(\w)', '\2\1', 'g') as swapped,
  string_split(s, 'b') as parts,
  starts_with(s, 'a') as starts
from texts
order by id nulls last

-- rule case.measured
select
  id,
  length(s) as chars,
  strlen(s) as bytes,
  left(s, 2) as head,
  right(s, 1) as tail,
  substring(s, 2, 2) as mid,
  nullif(instr(s, 'b'), 0) as "at",
  upper(s) as up,
  lpad(s, 4, nullif('·', '')) as padded,
  repeat(s, 2) as twice,
  trim(s, ' ') as trimmed,
  s || '!' as back,
  '<' || s || '>' as text,
  concat_ws('-', s, 'x') as skipped
from texts
order by id nulls last

-- rule case.sorted
select s
from texts
order by s nulls last
