SELECT at, id, point_id, point, target, environment, service, principal, method, path,
    effect, reason, detail, grant_name, mode, revision, trace, build, job, claims
FROM decisions WHERE at = @at AND id = @id
