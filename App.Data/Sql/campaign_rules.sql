-- What a campaign is about never changes: only what was decided, and how it was closed, once.
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON campaigns FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON campaign_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_rewritten_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed IS NOT NULL OR (NEW.id, NEW.title, NEW.opened_by, NEW.opened_at, NEW.due_at, NEW.filter, NEW.revision)
        IS DISTINCT FROM (OLD.id, OLD.title, OLD.opened_by, OLD.opened_at, OLD.due_at, OLD.filter, OLD.revision) THEN
        RAISE EXCEPTION 'table % keeps what was opened: only its close may be set, once', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION refuse_rewritten_campaign_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.campaign_id, NEW.grant_id, NEW.number, NEW.body, NEW.places) IS DISTINCT FROM (OLD.campaign_id, OLD.grant_id, OLD.number, OLD.body, OLD.places)
        OR EXISTS (SELECT FROM campaigns WHERE id = OLD.campaign_id AND closed IS NOT NULL) THEN
        RAISE EXCEPTION 'table % keeps what was opened: only what is decided may be set, until the close', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER history BEFORE UPDATE ON campaigns FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_campaign();
CREATE TRIGGER history BEFORE UPDATE ON campaign_items FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_campaign_item();

ALTER TABLE campaigns ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE campaigns ENABLE ALWAYS TRIGGER history;
ALTER TABLE campaign_items ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE campaign_items ENABLE ALWAYS TRIGGER history;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT, UPDATE ON campaigns, campaign_items TO access_app;
    END IF;
END
$$;
