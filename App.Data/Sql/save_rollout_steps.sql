-- An engine's own time counts where it can be right: not from before the publish. When the console heard of it stands for it else.
INSERT INTO rollout_steps AS known (point_id, revision, environment, target, service, is_concerned, fetched_at, activated_at, observed_at)
SELECT told.point_id, told.revision, told.environment, told.target, told.service, false, told.fetched_at,
    CASE WHEN told.activated_at < r.published_at THEN told.told_at ELSE told.activated_at END,
    CASE WHEN told.observed_at < r.published_at THEN told.told_at ELSE told.observed_at END
FROM unnest(@point_ids, @revisions, @environments, @targets, @services, @scopes, @fetched, @activated, @observed, @told)
    AS told (point_id, revision, environment, target, service, scope, fetched_at, activated_at, observed_at, told_at)
JOIN revisions r ON r.number = told.revision
WHERE EXISTS (SELECT FROM bundles b WHERE b.scope = told.scope AND b.revision = told.revision)
ON CONFLICT (point_id, revision) DO UPDATE SET
    fetched_at = least(known.fetched_at, excluded.fetched_at),
    activated_at = least(known.activated_at, excluded.activated_at),
    observed_at = least(known.observed_at, excluded.observed_at),
    error = CASE WHEN excluded.activated_at IS NULL THEN known.error END
