SELECT environment, percent, within_seconds FROM rollout_goals ORDER BY environment
