SELECT at, id, point_id, point, target, environment, service, principal, method, path,
    effect, reason, detail, grant_name, mode, revision, trace, build, job, claims
FROM decisions
WHERE (@since IS NULL OR at >= @since)
    AND (@until IS NULL OR at < @until)
    AND (@before_at IS NULL OR (at, id) < (@before_at, @before_id))
    AND (@environment IS NULL OR environment = @environment)
    AND (@service IS NULL OR service = @service)
    AND (@principal IS NULL OR principal = @principal)
    AND (@reason IS NULL OR reason = @reason)
    AND (@grant IS NULL OR grant_name = @grant)
    AND (@effect IS NULL OR effect = @effect)
    AND (@mode IS NULL OR mode = @mode)
    AND (@point IS NULL OR point = @point)
    AND (@trace IS NULL OR trace = @trace)
    AND (@traces IS NULL OR trace = ANY (@traces))
    AND (@build IS NULL OR build = @build)
    AND (@job IS NULL OR job = @job)
    AND (@scope_environments IS NULL
        -- Whole pairs can be looked up; there may be thousands of them.
        OR (environment, service) IN (SELECT of_environment, of_service FROM unnest(@scope_environments, @scope_services) AS scope (of_environment, of_service) WHERE of_environment IS NOT NULL AND of_service IS NOT NULL)
        OR EXISTS (
            SELECT FROM unnest(@scope_environments, @scope_services) AS scope (of_environment, of_service)
            WHERE (of_environment IS NULL OR of_service IS NULL) AND (of_environment IS NULL OR of_environment = environment) AND (of_service IS NULL OR of_service = service)))
ORDER BY at DESC, id DESC
LIMIT @limit
