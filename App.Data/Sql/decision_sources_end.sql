-- The function as it was, then the table that it no longer speaks of.
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
    RETURN ended;
END
$$;

DROP TABLE decision_sources;
