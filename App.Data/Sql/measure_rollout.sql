UPDATE rollouts r SET
    concerned = m.concerned, fetched = m.fetched, activated = m.activated, observed = m.observed, failing = m.failing, in_time = m.in_time,
    median = m.median, p95 = m.p95, slowest = m.slowest, measured_at = @now,
    closed_at = CASE WHEN m.observed = m.concerned OR r.published_at < @now - interval '1 day' - @grace THEN @now END
FROM rollout_measures m
WHERE r.revision = @revision AND r.environment = @environment AND m.revision = @revision AND m.environment = @environment
RETURNING r.revision, r.environment, r.published_at, r.percent, r.within_seconds, r.concerned, r.silent, r.fetched, r.activated, r.observed, r.failing, r.in_time,
    r.median, r.p95, r.slowest, r.outcome, r.judged_at
