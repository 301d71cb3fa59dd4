-- Only what is new is counted, so that a batch that comes again changes nothing.
WITH fresh AS (
    INSERT INTO decisions (
        at, id, point_id, point, target, environment, service, principal, method, path,
        effect, reason, detail, grant_name, mode, revision, trace, build, job, claims)
    SELECT
        at, id, point_id, point, target, environment, service, principal, method, path,
        effect, reason, detail, grant_name, mode, revision, trace, build, job, claims
    FROM pg_temp.incoming_decisions
    ON CONFLICT DO NOTHING
    RETURNING at, point_id, environment, service, target, principal, grant_name, reason, effect, mode
), counted AS (
    INSERT INTO decision_hours AS known (hour, environment, service, principal, grant_name, reason, effect, mode, count, first_at, last_at)
    SELECT date_trunc('hour', at, 'UTC') AS hour, environment, coalesce(service, '') AS service, coalesce(principal, '') AS principal, coalesce(grant_name, '') AS grant_name,
        reason, effect, mode, count(*), min(at), max(at)
    FROM fresh
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    -- One order of rows, so that two replicas counting the same never wait for each other.
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
    ON CONFLICT (hour, environment, service, principal, grant_name, reason, effect, mode) DO UPDATE SET
        count = known.count + excluded.count,
        first_at = least(known.first_at, excluded.first_at),
        last_at = greatest(known.last_at, excluded.last_at)
), heard AS (
    INSERT INTO decision_sources AS known (day, environment, service, target, count, first_at, last_at)
    SELECT date_trunc('day', at, 'UTC'), environment, service, target, count(*), min(at), max(at)
    FROM fresh
    WHERE service IS NOT NULL
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (day, environment, service, target) DO UPDATE SET
        count = known.count + excluded.count,
        first_at = least(known.first_at, excluded.first_at),
        last_at = greatest(known.last_at, excluded.last_at)
), told AS (
    INSERT INTO decision_points AS known (minute, point_id, allowed, denied)
    SELECT date_trunc('minute', at, 'UTC'), point_id, count(*) FILTER (WHERE effect = 'allow'), count(*) FILTER (WHERE effect <> 'allow')
    FROM fresh
    WHERE at > now() - interval '3 hours'
    GROUP BY 1, 2
    ORDER BY 1, 2
    ON CONFLICT (point_id, minute) DO UPDATE SET
        allowed = known.allowed + excluded.allowed,
        denied = known.denied + excluded.denied
)
SELECT count(*)::integer FROM fresh
