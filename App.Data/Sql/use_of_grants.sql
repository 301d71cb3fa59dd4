SELECT grant_name, sum(count)::bigint, max(last_at)
FROM decision_hours
WHERE hour >= @since AND grant_name <> ''
GROUP BY grant_name
