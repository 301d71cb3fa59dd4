SELECT count(*) FROM rollouts WHERE closed_at IS NULL AND published_at > @now - interval '1 hour'
