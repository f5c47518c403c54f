-- rule case.slugs
select
  id,
  title,
  lower(regexp_replace(regexp_replace(title, '[^A-Za-z0-9]+', '-', 'g'), '^-+|-+$', '', 'g')) as slug,
  lower(
    regexp_replace(regexp_replace(coalesce(title, 'none'), '[^A-Za-z0-9]+', '-', 'g'), '^-+|-+$', '', 'g')
  ) as always
from (
  values
    (1::bigint, 'Fish & Chips!'),
    (2, '  --Já, 100%  of İt -- '),
    (3, ''),
    (4, '日本'),
    (5, null),
    (6, 'Kelvin and a
line 😀😀 x')
) as entries(id, title)
order by id nulls last
