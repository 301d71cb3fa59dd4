-- The role that the console runs as: no DDL, no DELETE, no change to what is append-only. It is a group without login; operators make the
-- console's login a member of it. Where the migrating role may not create roles, the grants are left to whoever creates it before migrating.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        CREATE ROLE access_app NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database of this server created it in the same moment
    WHEN insufficient_privilege THEN
        RAISE NOTICE 'role access_app is missing and this role may not create it: the console will run with its own login''s rights';
END
$$;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        RETURN;
    END IF;

    GRANT SELECT ON "__EFMigrationsHistory" TO access_app;
    GRANT SELECT, INSERT ON revisions, bundles, approvals, issuer_key_sets, audit_events, policy_objects TO access_app;
    GRANT UPDATE (valid_to) ON policy_objects TO access_app;
    GRANT SELECT, INSERT, UPDATE ON drafts, tokens, persons, enforcement_points TO access_app;
END
$$;
