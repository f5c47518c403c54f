-- rule case.given
select
  id,
  s,
  case when id = 4 then ln(nullif(greatest(0.5e0, 0), 0)) * 1e+308 * 10000000000 else n end as n,
  d,
  "at"
from (
  values
    (
      1::bigint,
      '',
      0.1e0,
      -1234567890123456789012345678.0123456789,
      timestamptz '2026-01-31 10:00:00+00'
    ),
    (2, null, null, null, null),
    (3, 'a;b,c "d"
e', 0, 1.5000000000, timestamptz '0001-01-01 00:00:00.000001+00'),
    (4, ' null ', 5e-324, 0.0000000001, null),
    (5, 'ü😀', 1.7976931348623157e+308, 0.0000000000, timestamptz '9999-12-31 23:59:59.999999+00')
) as entries(id, s, n, d, "at")
order by id nulls last
-- promised: key [id]
with filtered as (
  select count(*) as rows
  from (
    values
      (
        1::bigint,
        '',
        0.1e0,
        -1234567890123456789012345678.0123456789,
        timestamptz '2026-01-31 10:00:00+00'
      ),
      (2, null, null, null, null),
      (3, 'a;b,c "d"
e', 0, 1.5000000000, timestamptz '0001-01-01 00:00:00.000001+00'),
      (4, ' null ', 5e-324, 0.0000000001, null),
      (
        5,
        'ü😀',
        1.7976931348623157e+308,
        0.0000000000,
        timestamptz '9999-12-31 23:59:59.999999+00'
      )
  ) as entries(id, s, n, d, "at")
  group by id
  having count(*) > 1
)
select coalesce(sum(rows - 1)::bigint, 0) as failing
from filtered

-- rule case.as_array
select id, s, n, d, "at"
from given
order by id nulls last

-- rule case.parted
select id, s, n, d, "at"
from given
order by id desc nulls last

-- rule case.again
select
  as_array.id,
  p.s is not distinct from as_array.s
    and p.n is not distinct from as_array.n
    and p.d is not distinct from as_array.d
    and p."at" is not distinct from as_array."at" as same
from as_array
join parted as p on as_array.id = p.id
order by id nulls last

-- rule case.as_csv
select id, s, n, d, "at"
from given
order by id nulls last

-- rule case.as_json
select id, s, n, d, "at", [n, null] as "all", {'d': d, 's': s} as "both"
from given
order by id nulls last

-- rule case.back
select
  as_json.id,
  c.s is not distinct from as_json.s
    and c.n is not distinct from as_json.n
    and c.d is not distinct from as_json.d
    and c."at" is not distinct from as_json."at" as same,
  as_json."all",
  as_json."both"
from as_json
join as_csv as c on as_json.id = c.id
order by id nulls last
