SELECT (SELECT max(number) FROM revisions), (SELECT coalesce(max(change), 0) FROM staged_rollouts)
