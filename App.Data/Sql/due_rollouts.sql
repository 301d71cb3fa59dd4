-- The older a rollout is the more rarely it is counted again; and it is once its time is over, to be judged.
SELECT revision, environment
FROM rollouts
WHERE closed_at IS NULL AND (measured_at IS NULL OR measured_at <= @now - (@now - published_at) / 20
    OR outcome = 'Open' AND published_at + make_interval(secs => within_seconds) + @grace <= @now)
ORDER BY revision, environment
LIMIT 100
