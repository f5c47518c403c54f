select *
from (values
  (1::bigint, 'one', 1.50::decimal(8, 2), timestamptz '2026-01-31 10:00:00+01', {'x': 1::int, 'y': 0.5::double}, map {'b': 2::bigint, 'a': null}),
  (2, null, null, null, null, null)
) as rows(id, name, price, seen, pair, counts)
