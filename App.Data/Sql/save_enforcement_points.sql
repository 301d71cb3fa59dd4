INSERT INTO enforcement_points AS known (
    id, token_id, name, environment, target, service,
    revision, highest_revision, active_since, last_seen, error, is_replay_protected, labels)
SELECT id, token_id, name, environment, target, service,
    revision, highest_revision, active_since, last_seen, error, is_replay_protected, labels::jsonb
FROM unnest(
    @ids, @token_ids, @names, @environments, @targets, @services,
    @revisions, @highest_revisions, @active_since, @last_seen, @errors, @replay_protected, @labels)
    AS reported (
    id, token_id, name, environment, target, service,
    revision, highest_revision, active_since, last_seen, error, is_replay_protected, labels)
-- One order of rows, so that two replicas saving the same points never wait for each other.
ORDER BY id
ON CONFLICT (id) DO UPDATE SET
    token_id = excluded.token_id,
    name = excluded.name,
    environment = excluded.environment,
    target = excluded.target,
    service = excluded.service,
    revision = excluded.revision,
    highest_revision = greatest(known.highest_revision, excluded.highest_revision),
    active_since = excluded.active_since,
    last_seen = greatest(known.last_seen, excluded.last_seen),
    error = excluded.error,
    is_replay_protected = excluded.is_replay_protected,
    labels = excluded.labels
WHERE excluded.last_seen >= known.last_seen OR excluded.highest_revision > known.highest_revision
