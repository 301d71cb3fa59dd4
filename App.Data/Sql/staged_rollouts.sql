-- How far a revision was let only grows, and what is over stays over, whoever writes: a token that was handed a bundle is never handed an earlier one.
CREATE SEQUENCE staged_rollout_changes;

CREATE FUNCTION keep_staged_rollout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.ended_at IS NOT NULL OR NEW.reached < OLD.reached OR NEW.reached > OLD.reached + 1
        OR (NEW.revision, NEW.environment, NEW.stages, NEW.health, NEW.started_at, NEW.started_by)
            IS DISTINCT FROM (OLD.revision, OLD.environment, OLD.stages, OLD.health, OLD.started_at, OLD.started_by)) THEN
        RAISE EXCEPTION 'table % keeps how far a revision was let: it only goes on, a stage at a time, until it is over', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.change := nextval('staged_rollout_changes');
    PERFORM pg_notify('access_revision', NEW.revision::text);
    RETURN NEW;
END
$$;

CREATE TRIGGER history BEFORE INSERT OR UPDATE ON staged_rollouts FOR EACH ROW EXECUTE FUNCTION keep_staged_rollout();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON staged_rollouts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE staged_rollouts ENABLE ALWAYS TRIGGER history;
ALTER TABLE staged_rollouts ENABLE ALWAYS TRIGGER append_only;

-- Who ran it while it was in its stages took no time at all: the rest's time begins with its release.
CREATE OR REPLACE VIEW rollout_measures AS
SELECT r.revision, r.environment,
    count(s.point_id) FILTER (WHERE s.is_concerned)::integer AS concerned,
    count(s.point_id) FILTER (WHERE s.is_concerned AND (s.fetched_at IS NOT NULL OR s.activated_at IS NOT NULL))::integer AS fetched,
    count(s.activated_at) FILTER (WHERE s.is_concerned)::integer AS activated,
    count(s.observed_at) FILTER (WHERE s.is_concerned)::integer AS observed,
    count(s.error) FILTER (WHERE s.is_concerned AND s.activated_at IS NULL)::integer AS failing,
    count(s.activated_at) FILTER (WHERE s.is_concerned AND s.activated_at <= r.published_at + make_interval(secs => r.within_seconds))::integer AS in_time,
    nullif(percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(0, coalesce(extract(epoch FROM s.activated_at - r.published_at)::double precision, 'Infinity')))
        FILTER (WHERE s.is_concerned), 'Infinity') AS median,
    nullif(percentile_disc(0.95) WITHIN GROUP (ORDER BY greatest(0, coalesce(extract(epoch FROM s.activated_at - r.published_at)::double precision, 'Infinity')))
        FILTER (WHERE s.is_concerned), 'Infinity') AS p95,
    (max(greatest(0, extract(epoch FROM s.activated_at - r.published_at))) FILTER (WHERE s.is_concerned AND s.activated_at IS NOT NULL))::double precision AS slowest
FROM rollouts r
LEFT JOIN rollout_steps s ON s.revision = r.revision AND s.environment = r.environment
GROUP BY r.revision, r.environment;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON rollout_plans TO access_app;
        GRANT SELECT, INSERT, UPDATE ON staged_rollouts TO access_app;
        GRANT USAGE ON SEQUENCE staged_rollout_changes TO access_app;
    END IF;
END
$$;
