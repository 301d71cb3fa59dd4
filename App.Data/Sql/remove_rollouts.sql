DELETE FROM rollouts WHERE ctid IN (SELECT ctid FROM rollouts WHERE published_at < @before AND closed_at IS NOT NULL ORDER BY revision LIMIT @most)
