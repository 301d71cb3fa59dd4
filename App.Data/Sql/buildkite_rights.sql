-- Connections and listings are no history: the console changes them, and deletes none.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT, UPDATE ON buildkite_connections, buildkite_pipelines TO access_app;
    END IF;
END
$$;
