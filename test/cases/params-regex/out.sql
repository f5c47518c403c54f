-- source case.texts
-- promised: not_null [id]; check [s] warn "{s} has no k"
select
  count(*) filter (where id is null) as null_id_0,
  count(*) filter (where not regexp_matches(s, $word_pattern_::varchar)) as check_s_2
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
  s,
  regexp_matches(s, $word_pattern_::varchar) as holds,
  regexp_matches(s, '[kK]') as written,
  s = $word::varchar as same,
  regexp_matches(s, $maybe_pattern_::varchar)::boolean as "none",
  regexp_extract_all(s, $own_pattern_::varchar, 0)[1] as start,
  list_filter(regexp_extract_all(s, $own_pattern_pattern_::varchar, 0), lambda part: part <> '') as ss,
  regexp_extract_all(s, $parts_pattern_::varchar, 2)[1] as digit,
  case
    when s is not null then list_transform(list_filter(list_zip(regexp_extract_all(s, $parts_pattern_::varchar, 0), regexp_extract_all(s, $parts_pattern_::varchar, 1)), lambda pair: pair[1] <> ''), lambda pair: pair[2])
  end as "all",
  regexp_replace(s, $parts_pattern_::varchar, '\2-\1', 'g') as turned
from texts
order by id nulls last

-- rule case.instance
select
  id,
  regexp_extract_all(s, '[^-]*$', 0)[1] as start,
  list_filter(regexp_extract_all(s, $parts_pattern_::varchar, 0), lambda part: part <> '') as ss
from texts
order by id nulls last
