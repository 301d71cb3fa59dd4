-- Webhooks and deliveries are no history: the console changes them, and deletes none.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT, UPDATE ON webhooks, webhook_messages, webhook_deliveries, webhook_cursor TO access_app;
    END IF;
END
$$;
