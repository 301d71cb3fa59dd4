-- Who runs a revision went past those before it.
UPDATE rollout_steps AS passed SET
    activated_at = newer.activated_at,
    observed_at = coalesce(passed.observed_at, newer.observed_at),
    error = NULL
FROM (
    SELECT DISTINCT ON (s.point_id) s.point_id, s.revision, s.activated_at, s.observed_at
    FROM rollout_steps s
    JOIN unnest(@point_ids, @revisions) AS told (point_id, revision) ON s.point_id = told.point_id AND s.revision = told.revision
    WHERE s.activated_at IS NOT NULL
    ORDER BY s.point_id, s.revision DESC
) AS newer
WHERE passed.point_id = newer.point_id AND passed.revision < newer.revision AND passed.activated_at IS NULL
