select * from (values
  (1::bigint, 7::bigint, 'out', timestamp '2026-01-01 09:00:00', 10.00::decimal(12,2), 1.50::decimal(12,2), '555', [{isbn: 'a', copies: 2::int, price: 3.00::decimal(12,2)}, {isbn: 'b', copies: 1::int, price: 0.99::decimal(12,2)}], map {'k': 'v'}),
  (2, 8, 'out', timestamp '2026-01-01 23:59:59.5', 5.00, null, null, [], null),
  (3, 7, 'back', timestamp '2026-01-02 00:00:00', 0.00, null, null, null, null),
  (4, 9, 'out', timestamp '2026-04-02 00:00:00', 2.50, null, null, null, null)
) t(loan_id, member_id, state, taken_at, deposit, fine, phone, books, notes)
