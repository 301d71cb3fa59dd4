-- A revision's rollout begins with who was there to take it: what was silent for an hour before is counted apart.
-- What goes in stages begins once it is released to everybody: until then nobody waits for those who are not handed it.
-- Where there is no rollout yet, the revisions from before there was a ledger are not followed: nobody noted when they arrived.
WITH changed AS (
    SELECT DISTINCT r.number AS revision, r.published_at, b.environment, b.target, b.service
    FROM revisions r
    JOIN bundles b ON b.published_in = r.number AND b.revision = r.number
    WHERE NOT EXISTS (SELECT FROM staged_rollouts s WHERE s.revision = r.number AND s.environment = b.environment)
        AND r.number > coalesce((SELECT max(revision) FROM rollouts), 0) AND r.published_at > @now - CASE WHEN EXISTS (SELECT FROM rollouts) THEN interval '1 day' ELSE interval '5 minutes' END
    UNION ALL
    SELECT DISTINCT s.revision, s.ended_at, b.environment, b.target, b.service
    FROM staged_rollouts s
    JOIN bundles b ON b.published_in = s.revision AND b.revision = s.revision AND b.environment = s.environment
    WHERE s.state = 'Complete' AND s.ended_at > @now - interval '1 day'
        AND NOT EXISTS (SELECT FROM rollouts o WHERE o.revision = s.revision AND o.environment = s.environment)
), concerned AS (
    SELECT changed.revision, changed.published_at, p.id, p.environment, p.target, p.service, p.revision AS running, p.active_since, p.error,
        greatest(p.last_seen, p.polled_at) > changed.published_at - interval '1 hour' AS is_heard
    FROM changed
    JOIN enforcement_points p ON p.environment = changed.environment AND p.target = changed.target AND p.service IS NOT DISTINCT FROM changed.service
    WHERE p.name <> '' AND greatest(p.last_seen, p.polled_at) > changed.published_at - interval '7 days'
), opened AS (
    INSERT INTO rollouts (revision, environment, published_at, percent, within_seconds, silent)
    SELECT c.revision, c.environment, c.published_at, coalesce(max(g.percent), @percent), coalesce(max(g.within_seconds), @within),
        (SELECT count(*) FROM concerned s WHERE s.revision = c.revision AND s.environment = c.environment AND NOT s.is_heard)
    FROM changed c
    LEFT JOIN rollout_goals g ON g.environment = c.environment
    GROUP BY c.revision, c.environment, c.published_at
    ON CONFLICT DO NOTHING
), arrived AS (
    SELECT c.*, newer.observed_at, least(CASE WHEN c.running >= c.revision THEN greatest(c.active_since, c.published_at) END, newer.activated_at) AS activated_at
    FROM concerned c
    CROSS JOIN LATERAL (
        SELECT min(s.activated_at) AS activated_at, min(s.observed_at) AS observed_at
        FROM rollout_steps s
        WHERE s.point_id = c.id AND s.revision > c.revision
    ) AS newer
    WHERE c.is_heard
)
INSERT INTO rollout_steps AS known (point_id, revision, environment, target, service, is_concerned, activated_at, observed_at, error)
SELECT id, revision, environment, target, service, true, activated_at, observed_at, CASE WHEN activated_at IS NULL THEN error END
FROM arrived
ON CONFLICT (point_id, revision) DO UPDATE SET
    is_concerned = true,
    activated_at = least(known.activated_at, excluded.activated_at),
    observed_at = least(known.observed_at, excluded.observed_at),
    error = CASE WHEN known.activated_at IS NULL AND excluded.activated_at IS NULL THEN coalesce(known.error, excluded.error) END
