-- Only callers that their credentials proved and that the policy knows; the most frequent first.
SELECT '', environment, service, principal, method, path,
    claims ->> 'build_branch', claims ->> 'build_tag', claims ->> 'build_source', coalesce(claims ->> 'queue_key', claims ->> 'queue_id'),
    coalesce(claims ->> 'cluster_name', claims ->> 'cluster_id'), claims ->> 'step_key',
    count(*), count(*), min(at), max(at)
FROM decisions
WHERE at >= @since AND reason = 'no_grant' AND principal IS NOT NULL AND service IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
ORDER BY count(*) DESC, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
LIMIT @limit
