DELETE FROM decision_points WHERE minute < now() - interval '3 hours'
