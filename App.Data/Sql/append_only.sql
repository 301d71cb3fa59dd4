-- Revisions, bundles, approvals, issuer key sets and audit events are never changed or removed; of a policy object's state only its end is set, once.
-- The triggers hold against the owner's slips as well, and ALWAYS against a session in replica mode.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON revisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bundles FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON approvals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON issuer_key_sets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON policy_objects FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_rewritten_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.valid_to IS NOT NULL OR NEW.valid_to IS NULL
        OR (NEW.kind, NEW.name, NEW.id, NEW.body, NEW.valid_from) IS DISTINCT FROM (OLD.kind, OLD.name, OLD.id, OLD.body, OLD.valid_from) THEN
        RAISE EXCEPTION 'table % keeps history: only the end of a standing state may be set', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER history BEFORE UPDATE ON policy_objects FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_history();

ALTER TABLE revisions ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE bundles ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE approvals ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE issuer_key_sets ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit_events ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE policy_objects ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE policy_objects ENABLE ALWAYS TRIGGER history;

-- Archives are compressed already.
ALTER TABLE bundles ALTER COLUMN archive SET STORAGE EXTERNAL;
