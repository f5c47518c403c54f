-- source case.texts
-- promised: not_null [id]; not_null [code]
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where code is null) as null_code_1
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

-- rule case.known
select
  id,
  list_contains($codes::varchar[], code) as sure,
  list_contains($no_codes::varchar[], code) as never,
  case
    when ($maybe_codes::varchar[]) is null then null
    when len($maybe_codes::varchar[]) = 0 then false
    when list_contains($maybe_codes::varchar[], code) then true
    when code is null or len($maybe_codes::varchar[]) > list_count($maybe_codes::varchar[]) then null
    else false
  end as perhaps,
  case
    when ($codes::varchar[]) is null then null
    when len($codes::varchar[]) = 0 then false
    when list_contains($codes::varchar[], s) then true
    when s is null or len($codes::varchar[]) > list_count($codes::varchar[]) then null
    else false
  end as unsure,
  case
    when ($no_codes::varchar[]) is null then null
    when len($no_codes::varchar[]) = 0 then false
    when list_contains($no_codes::varchar[], s) then true
    when s is null or len($no_codes::varchar[]) > list_count($no_codes::varchar[]) then null
    else false
  end as nothing
from texts
order by id nulls last

-- rule case.matched
select
  id,
  s,
  case
    when contains('%' || $part::varchar || '%', '\') then s like ('%' || $part::varchar || '%') escape '\'
    else s like ('%' || $part::varchar || '%')
  end as holds,
  case
    when contains($part::varchar, '\') then s like ($part::varchar || repeat('\', (length($part::varchar) - length(rtrim($part::varchar, '\'))) % 2)) escape '\'
    else s like $part::varchar
  end as whole,
  case
    when contains('%' || $last::varchar, '\') then s like (('%' || $last::varchar) || repeat('\', (length('%'
      || $last::varchar) - length(rtrim('%' || $last::varchar, '\'))) % 2)) escape '\'
    else s like ('%' || $last::varchar)
  end as ends,
  case
    when contains($last::varchar || '_%', '\') then s like ($last::varchar || '_%') escape '\'
    else s like ($last::varchar || '_%')
  end as stays
from texts
order by id nulls last
