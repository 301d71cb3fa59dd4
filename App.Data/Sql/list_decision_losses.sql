SELECT environment, sum(count)::bigint
FROM decision_losses
WHERE hour >= @since AND hour < @until
GROUP BY environment
ORDER BY environment
