SELECT revision, environment, published_at, percent, within_seconds, concerned, silent, fetched, activated, observed, failing, in_time,
    median, p95, slowest, outcome, judged_at
FROM rollouts
WHERE (@environment IS NULL OR environment = @environment) AND (@before IS NULL OR revision < @before OR (revision = @before AND environment > @before_environment))
ORDER BY revision DESC, environment
LIMIT @limit
