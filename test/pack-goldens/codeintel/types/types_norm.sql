with with_text as (
  select
    path,
    type_ref_id,
    owner_def_id,
    role,
    trim(
      case
        when regexp_matches(text, '["''`]') then text
        else regexp_replace(text, '\s+', ' ', 'g')
      end,
      ' '
    ) as text,
    bstart,
    bend
  from ast_type_refs
)
select
  'type:' || left(sha256(concat_ws(chr(31), 'type', text)), 16) as type_id,
  path,
  bstart,
  type_ref_id,
  bend,
  owner_def_id,
  role,
  text
from with_text
where text <> ''
order by type_id nulls last, path nulls last, bstart nulls last, type_ref_id nulls last
