DELETE FROM rollout_steps WHERE ctid IN (
    SELECT s.ctid FROM rollout_steps s JOIN revisions r ON r.number = s.revision WHERE r.published_at < @before LIMIT @most)
