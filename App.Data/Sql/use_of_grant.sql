SELECT environment, service, reason, sum(count)::bigint, min(first_at), max(last_at)
FROM decision_hours
WHERE grant_name = @grant AND hour >= @since
GROUP BY environment, service, reason
ORDER BY environment, service, reason
