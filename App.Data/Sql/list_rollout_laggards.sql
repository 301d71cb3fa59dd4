SELECT s.point_id, p.name, s.environment, s.target, s.service, s.revision, s.is_concerned, s.fetched_at, s.activated_at, s.observed_at, s.error, p.revision, p.last_seen
FROM rollout_steps s
LEFT JOIN enforcement_points p ON p.id = s.point_id
WHERE s.revision = @revision AND (@environment IS NULL OR s.environment = @environment) AND s.is_concerned AND s.activated_at IS NULL
ORDER BY s.error IS NULL, s.environment, p.name, s.point_id
LIMIT @limit
