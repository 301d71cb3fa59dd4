INSERT INTO decision_hours AS known (hour, environment, service, principal, grant_name, reason, effect, mode, count, first_at, last_at)
SELECT hour, environment, service, principal, grant_name, reason, effect, mode, count, first_at, last_at
FROM unnest(@hours, @environments, @services, @principals, @grants, @reasons, @effects, @modes, @counts, @firsts, @lasts)
    AS fresh (hour, environment, service, principal, grant_name, reason, effect, mode, count, first_at, last_at)
-- One order of rows, so that two replicas counting the same never wait for each other.
ORDER BY hour, environment, service, principal, grant_name, reason, effect, mode
ON CONFLICT (hour, environment, service, principal, grant_name, reason, effect, mode) DO UPDATE SET
    count = known.count + excluded.count,
    first_at = least(known.first_at, excluded.first_at),
    last_at = greatest(known.last_at, excluded.last_at)
