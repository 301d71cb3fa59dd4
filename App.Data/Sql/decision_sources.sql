-- Which engines say anything of which service, by the day: without it silence of a grant could not be told from silence of an engine.

CREATE TABLE decision_sources (
    day timestamptz NOT NULL,
    environment text NOT NULL,
    service text NOT NULL,
    target text NOT NULL,
    count bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT pk_decision_sources PRIMARY KEY (day, environment, service, target)
);

INSERT INTO decision_sources (day, environment, service, target, count, first_at, last_at)
SELECT date_trunc('day', at, 'UTC'), environment, service, target, count(*), min(at), max(at)
FROM decisions
WHERE service IS NOT NULL
GROUP BY 1, 2, 3, 4;

-- As before, and the days of sources with the counts.
CREATE OR REPLACE FUNCTION end_decisions(decisions_before timestamptz, counts_before timestamptz) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
    DELETE FROM decision_sources WHERE day < least(counts_before, now() - interval '1 day');
    RETURN ended;
END
$$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT, UPDATE ON decision_sources TO access_app;
    END IF;
END
$$;
