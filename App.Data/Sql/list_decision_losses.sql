SELECT environment, sum(count)::bigint
FROM decision_losses
WHERE hour >= @since
GROUP BY environment
ORDER BY environment
