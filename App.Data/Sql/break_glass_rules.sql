-- What was found of a broken glass is history: it is written once.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON break_glass_reviews FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE break_glass_reviews ENABLE ALWAYS TRIGGER append_only;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT ON break_glass_reviews TO access_app;
    END IF;
END
$$;
