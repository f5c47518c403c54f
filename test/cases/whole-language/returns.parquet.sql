select * from (values
  (1::bigint, 'a', timestamp '2026-01-01 10:03:00', 3.0000::decimal(12,4)),
  (2, 'a', timestamp '2026-01-01 10:09:00', 5.0000),
  (3, 'a', timestamp '2026-01-01 10:09:00', 4.0000),
  (4, 'b', timestamp '2026-01-01 09:00:00', 1.0000)
) t(return_id, isbn, "at", price)
