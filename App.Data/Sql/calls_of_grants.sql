-- Calls that are alike in all that a policy can ask of them. One row more than wanted says that there are more.
SELECT grant_name, environment, service, principal, method, path,
    claims ->> 'build_branch', claims ->> 'build_tag', claims ->> 'build_source', coalesce(claims ->> 'queue_key', claims ->> 'queue_id'),
    coalesce(claims ->> 'cluster_name', claims ->> 'cluster_id'), claims ->> 'step_key',
    count(*) FILTER (WHERE at >= @since), count(*), min(at), max(at)
FROM decisions
WHERE grant_name = ANY (@grants) AND service IS NOT NULL AND reason = 'granted'
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
LIMIT @limit
