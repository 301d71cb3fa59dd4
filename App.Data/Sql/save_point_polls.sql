INSERT INTO enforcement_points AS known (
    id, token_id, name, environment, target, service,
    revision, highest_revision, active_since, last_seen, polled_at, error, is_replay_protected, labels)
SELECT id, token_id, name, environment, target, service,
    revision, highest_revision, active_since, last_seen, polled_at, error, is_replay_protected, labels::jsonb
FROM unnest(
    @ids, @token_ids, @names, @environments, @targets, @services,
    @revisions, @highest_revisions, @active_since, @last_seen, @polled_at, @errors, @replay_protected, @labels)
    AS polled (
    id, token_id, name, environment, target, service,
    revision, highest_revision, active_since, last_seen, polled_at, error, is_replay_protected, labels)
-- One order of rows, so that two replicas saving the same points never wait for each other.
ORDER BY id
ON CONFLICT (id) DO UPDATE SET polled_at = greatest(known.polled_at, excluded.polled_at)
