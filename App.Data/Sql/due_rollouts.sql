-- The older a rollout is the more rarely it is counted again.
SELECT revision, environment
FROM rollouts
WHERE closed_at IS NULL AND (measured_at IS NULL OR measured_at <= @now - (@now - published_at) / 20)
ORDER BY revision, environment
LIMIT 100
