-- One row more than wanted says that there are more.
SELECT environment, service, principal, grant_name, reason, effect, sum(count)::bigint, min(first_at), max(last_at)
FROM decision_hours
WHERE hour >= @since AND hour < @until AND principal <> '' AND service <> ''
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
LIMIT @limit
