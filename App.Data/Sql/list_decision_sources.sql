SELECT environment, service, target, count(*)::integer, sum(count)::bigint, min(first_at), max(last_at)
FROM decision_sources
WHERE day >= @since AND day < @until
GROUP BY environment, service, target
ORDER BY environment, service, target
