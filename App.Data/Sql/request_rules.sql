-- What somebody asked for, and every act on it, is history: a request only goes on.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON grant_request_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON grant_requests FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_rewritten_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.requester, NEW.asked_at, NEW.body, NEW.principal_id, NEW.role_id, NEW.duration, NEW.lapses_at, NEW.places)
        IS DISTINCT FROM (OLD.id, OLD.requester, OLD.asked_at, OLD.body, OLD.principal_id, OLD.role_id, OLD.duration, OLD.lapses_at, OLD.places) THEN
        RAISE EXCEPTION 'table % keeps what was asked: only what became of it may be set', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER history BEFORE UPDATE ON grant_requests FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_request();

ALTER TABLE grant_request_steps ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE grant_requests ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE grant_requests ENABLE ALWAYS TRIGGER history;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT ON grant_request_steps TO access_app;
        GRANT SELECT, INSERT, UPDATE ON grant_requests TO access_app;
    END IF;
END
$$;
