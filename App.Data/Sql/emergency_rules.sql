-- A look at an emergency is history: it is written once.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON emergency_reviews FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE emergency_reviews ENABLE ALWAYS TRIGGER append_only;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT ON emergency_reviews TO access_app;
    END IF;
END
$$;
