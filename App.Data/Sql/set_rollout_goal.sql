INSERT INTO rollout_goals (environment, percent, within_seconds) VALUES (@environment, @percent, @within)
ON CONFLICT (environment) DO UPDATE SET percent = excluded.percent, within_seconds = excluded.within_seconds
