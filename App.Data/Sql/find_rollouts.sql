-- What is closed is read as it was counted last: its steps may be removed since.
SELECT r.revision, r.environment, r.published_at, r.percent, r.within_seconds, m.concerned, r.silent, m.fetched, m.activated, m.observed, m.failing, m.in_time,
    m.median, m.p95, m.slowest, r.outcome, r.judged_at
FROM rollouts r
JOIN rollout_measures m ON m.revision = r.revision AND m.environment = r.environment
WHERE r.revision = @revision AND m.revision = @revision AND r.closed_at IS NULL
UNION ALL
SELECT revision, environment, published_at, percent, within_seconds, concerned, silent, fetched, activated, observed, failing, in_time,
    median, p95, slowest, outcome, judged_at
FROM rollouts
WHERE revision = @revision AND closed_at IS NOT NULL
ORDER BY environment
