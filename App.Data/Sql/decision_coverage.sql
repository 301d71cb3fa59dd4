SELECT min(first_at), max(last_at), coalesce(sum(count), 0)::bigint,
    (SELECT coalesce(sum(count), 0)::bigint FROM decision_losses WHERE hour >= @since)
FROM decision_hours
WHERE hour >= @since
