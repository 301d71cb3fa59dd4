-- Decisions by the day and their counts by the month: what is over ends as a whole table. The console's role has no DDL, so that it asks functions of the
-- owner's, each of which can make or end one part of these two tables and nothing else.

CREATE TABLE decisions (
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    point_id uuid NOT NULL,
    point text NOT NULL,
    target text NOT NULL,
    environment text NOT NULL,
    service text,
    principal text,
    method text,
    path text,
    effect text NOT NULL,
    reason text NOT NULL,
    detail text,
    grant_name text,
    mode text NOT NULL,
    revision integer,
    trace text,
    build text,
    job text,
    claims jsonb NOT NULL,
    -- Newest first is this index backwards; and a decision that comes twice has the same time and id.
    CONSTRAINT pk_decisions PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);

CREATE TABLE decision_hours (
    hour timestamptz NOT NULL,
    environment text NOT NULL,
    service text NOT NULL,
    principal text NOT NULL,
    grant_name text NOT NULL,
    reason text NOT NULL,
    effect text NOT NULL,
    mode text NOT NULL,
    count bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT pk_decision_hours PRIMARY KEY (hour, environment, service, principal, grant_name, reason, effect, mode)
) PARTITION BY RANGE (hour);

CREATE INDEX ix_decision_hours_grant_name_hour ON decision_hours (grant_name, hour);

CREATE TABLE decision_losses (
    hour timestamptz NOT NULL,
    environment text NOT NULL,
    point text NOT NULL,
    cause text NOT NULL,
    count bigint NOT NULL,
    CONSTRAINT pk_decision_losses PRIMARY KEY (hour, environment, point, cause)
);

CREATE FUNCTION decision_part(parent text, starts timestamptz) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT parent || to_char(starts AT TIME ZONE 'UTC', CASE parent WHEN 'decisions' THEN '"_"YYYYMMDD' ELSE '"_"YYYYMM' END)
$$;

-- Makes the parts that hold these instants, where they are missing. Bounded, so that whoever has the console's rights cannot fill the catalog.
CREATE FUNCTION prepare_decisions(instants timestamptz[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
    starts timestamptz;
    ends timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(7160011);
    FOREACH parent IN ARRAY ARRAY['decisions', 'decision_hours'] LOOP
        FOR starts IN
            SELECT DISTINCT date_trunc(CASE parent WHEN 'decisions' THEN 'day' ELSE 'month' END, instant AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' FROM unnest(instants) AS instant
        LOOP
            IF starts < now() - interval '10 years' OR starts > now() + interval '2 days' THEN
                RAISE EXCEPTION 'no decision is kept of %', starts USING ERRCODE = 'check_violation';
            END IF;
            IF to_regclass(decision_part(parent, starts)) IS NULL THEN
                ends := (starts AT TIME ZONE 'UTC' + CASE parent WHEN 'decisions' THEN interval '1 day' ELSE interval '1 month' END) AT TIME ZONE 'UTC';
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', decision_part(parent, starts), parent, starts, ends);
            END IF;
        END LOOP;
    END LOOP;
END
$$;

-- Drops the parts that end at or before an instant: never less than a day ago, whatever is asked.
CREATE FUNCTION end_decisions(decisions_before timestamptz, counts_before timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ended integer := 0;
    part record;
BEGIN
    PERFORM pg_advisory_xact_lock(7160011);
    -- What somebody reads is left for the next time instead of making everybody wait.
    SET LOCAL lock_timeout = '2s';
    FOR part IN
        SELECT child.oid::regclass AS name
        FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
        WHERE parent.oid IN ('public.decisions'::regclass, 'public.decision_hours'::regclass)
            AND substring(pg_get_expr(child.relpartbound, child.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz
                <= least(CASE parent.relname WHEN 'decisions' THEN decisions_before ELSE counts_before END, now() - interval '1 day')
    LOOP
        EXECUTE format('DROP TABLE %s', part.name);
        ended := ended + 1;
    END LOOP;
    DELETE FROM decision_losses WHERE hour < least(counts_before, now() - interval '1 day');
    RETURN ended;
END
$$;

REVOKE ALL ON FUNCTION prepare_decisions(timestamptz[]), end_decisions(timestamptz, timestamptz) FROM PUBLIC;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT ON decisions TO access_app;
        GRANT SELECT, INSERT, UPDATE ON decision_hours, decision_losses TO access_app;
        GRANT EXECUTE ON FUNCTION prepare_decisions(timestamptz[]), end_decisions(timestamptz, timestamptz) TO access_app;
    END IF;
END
$$;
