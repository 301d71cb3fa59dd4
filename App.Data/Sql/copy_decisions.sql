COPY decisions (
    at, id, point_id, point, target, environment, service, principal, method, path,
    effect, reason, detail, grant_name, mode, revision, trace, build, job, claims) FROM STDIN (FORMAT BINARY)
