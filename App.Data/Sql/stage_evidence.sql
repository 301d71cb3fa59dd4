-- What the enforcement points of a stage that were heard from since a revision was released to them run, and what they decided since then and in the hour before it was
-- published. The minute of the release itself has some of both and is left out. An error that nobody told since is of what was before.
WITH points AS (
    SELECT p.id, CASE WHEN p.last_seen > @since THEN p.error END AS error, p.revision
    FROM enforcement_points p
    JOIN tokens t ON t.id = p.token_id
    WHERE p.environment = @environment AND p.name <> '' AND greatest(p.last_seen, p.polled_at) > @since
        AND EXISTS (SELECT FROM unnest(@selectors) AS selector WHERE t.labels @> selector)
        AND EXISTS (
            SELECT FROM bundles b
            WHERE b.published_in = @revision AND b.revision = @revision AND b.environment = p.environment AND b.target = p.target AND b.service IS NOT DISTINCT FROM p.service)
), decided AS (
    SELECT
        sum(d.allowed) FILTER (WHERE d.minute < @started - interval '1 minute') AS allowed_before,
        sum(d.denied) FILTER (WHERE d.minute < @started - interval '1 minute') AS denied_before,
        sum(d.allowed) FILTER (WHERE d.minute >= @since) AS allowed_after,
        sum(d.denied) FILTER (WHERE d.minute >= @since) AS denied_after
    FROM points
    JOIN decision_points d ON d.point_id = points.id AND d.minute >= @started - interval '1 hour'
), running AS (
    SELECT count(*) AS points, count(*) FILTER (WHERE revision >= @revision) AS activated, count(error) AS failing, min(error) AS error
    FROM points
)
SELECT points::integer, activated::integer, failing::integer, error,
    coalesce(allowed_before, 0)::bigint, coalesce(denied_before, 0)::bigint, coalesce(allowed_after, 0)::bigint, coalesce(denied_after, 0)::bigint
FROM running, decided
