INSERT INTO decision_sources AS known (day, environment, service, target, count, first_at, last_at)
SELECT day, environment, service, target, count, first_at, last_at
FROM unnest(@days, @environments, @services, @targets, @counts, @firsts, @lasts) AS fresh (day, environment, service, target, count, first_at, last_at)
ORDER BY day, environment, service, target
ON CONFLICT (day, environment, service, target) DO UPDATE SET
    count = known.count + excluded.count,
    first_at = least(known.first_at, excluded.first_at),
    last_at = greatest(known.last_at, excluded.last_at)
