-- What was said and done about a change is history: it is written once.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON draft_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE draft_entries ENABLE ALWAYS TRIGGER append_only;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT ON draft_entries TO access_app;
    END IF;
END
$$;
