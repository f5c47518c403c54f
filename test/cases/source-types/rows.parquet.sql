select 1::bigint as id, 2::int as n, 1.50::decimal(12, 2) as price, timestamp '2026-01-31 10:00:00' as at, 'x' as name
