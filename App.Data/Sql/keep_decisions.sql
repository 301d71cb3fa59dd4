-- Of a batch of which some came before: what is new, and only that.
INSERT INTO decisions (
    at, id, point_id, point, target, environment, service, principal, method, path,
    effect, reason, detail, grant_name, mode, revision, trace, build, job, claims)
SELECT
    at, id, point_id, point, target, environment, service, principal, method, path,
    effect, reason, detail, grant_name, mode, revision, trace, build, job, claims
FROM pg_temp.incoming_decisions
ON CONFLICT DO NOTHING
RETURNING at, id
