-- What is no history may be removed once it is over, and nothing else: the rest of what the console stores it cannot delete.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT DELETE ON webhooks, webhook_messages, webhook_deliveries, buildkite_pipelines, tokens, enforcement_points TO access_app;
    END IF;
END
$$;
