-- The hour before a publish that is still under way in stages is what it is judged by; one that takes two days is halted.
DELETE FROM decision_points
WHERE minute < greatest(
    now() - interval '50 hours',
    least(now() - interval '3 hours', (SELECT min(started_at) FROM staged_rollouts WHERE state IN ('Going', 'Halted')) - interval '70 minutes'))
