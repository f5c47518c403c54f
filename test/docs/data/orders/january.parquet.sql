select
  order_id::bigint as order_id, customer_id::bigint as customer_id, status, placed_at::timestamp as placed_at,
  amount::decimal(12, 2) as amount, fee::decimal(12, 2) as fee, items::struct(sku varchar, qty integer, price decimal(12, 2))[] as items
from (values
  (1, 1, 'paid', '2026-01-30 09:00:00', 60.00, 1.50, [{sku: 'A1', qty: 2, price: 10.00}, {sku: 'B2', qty: 4, price: 10.00}]),
  (2, 2, 'open', '2026-01-30 10:30:00', 5.00, null, []),
  (3, 1, 'paid', '2026-01-31 08:15:00', 120.00, 0.00, [{sku: 'C3', qty: 1, price: 120.00}]),
  (4, 3, 'open', '2026-01-31 12:00:00', 20.00, null, null),
  (5, 2, 'paid', '2026-02-01 07:45:00', 8.00, null, [{sku: 'A1', qty: 1, price: 8.00}])
) as orders(order_id, customer_id, status, placed_at, amount, fee, items)
