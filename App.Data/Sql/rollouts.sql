-- How each publish comes to the engines: one row for a revision in an environment, and one for each enforcement point and revision.

CREATE TABLE rollout_goals (
    environment text PRIMARY KEY,
    percent integer NOT NULL CHECK (percent BETWEEN 1 AND 100),
    within_seconds integer NOT NULL CHECK (within_seconds BETWEEN 1 AND 86400)
);

CREATE TABLE rollouts (
    revision integer NOT NULL,
    environment text NOT NULL,
    published_at timestamptz NOT NULL,
    percent integer NOT NULL,
    within_seconds integer NOT NULL,
    silent integer NOT NULL,
    concerned integer NOT NULL DEFAULT 0,
    fetched integer NOT NULL DEFAULT 0,
    activated integer NOT NULL DEFAULT 0,
    observed integer NOT NULL DEFAULT 0,
    failing integer NOT NULL DEFAULT 0,
    in_time integer NOT NULL DEFAULT 0,
    median double precision,
    p95 double precision,
    slowest double precision,
    outcome text NOT NULL DEFAULT 'Open',
    judged_at timestamptz,
    measured_at timestamptz,
    closed_at timestamptz,
    PRIMARY KEY (revision, environment)
);

CREATE INDEX ix_rollouts_environment ON rollouts (environment, revision);
CREATE INDEX ix_rollouts_open ON rollouts (revision) WHERE closed_at IS NULL;

CREATE TABLE rollout_steps (
    point_id uuid NOT NULL,
    revision integer NOT NULL,
    environment text NOT NULL,
    target text NOT NULL,
    service text,
    is_concerned boolean NOT NULL,
    fetched_at timestamptz,
    activated_at timestamptz,
    observed_at timestamptz,
    error text,
    PRIMARY KEY (point_id, revision)
);

CREATE INDEX ix_rollout_steps_revision ON rollout_steps (revision, environment);
CREATE INDEX ix_rollout_steps_open ON rollout_steps (point_id) WHERE activated_at IS NULL;

-- Who does not run it yet has taken longer than any time: only so is the 95th percentile one of all.
CREATE VIEW rollout_measures AS
SELECT r.revision, r.environment,
    count(s.point_id) FILTER (WHERE s.is_concerned)::integer AS concerned,
    count(s.point_id) FILTER (WHERE s.is_concerned AND (s.fetched_at IS NOT NULL OR s.activated_at IS NOT NULL))::integer AS fetched,
    count(s.activated_at) FILTER (WHERE s.is_concerned)::integer AS activated,
    count(s.observed_at) FILTER (WHERE s.is_concerned)::integer AS observed,
    count(s.error) FILTER (WHERE s.is_concerned AND s.activated_at IS NULL)::integer AS failing,
    count(s.activated_at) FILTER (WHERE s.is_concerned AND s.activated_at <= r.published_at + make_interval(secs => r.within_seconds))::integer AS in_time,
    nullif(percentile_disc(0.5) WITHIN GROUP (ORDER BY coalesce(extract(epoch FROM s.activated_at - r.published_at)::double precision, 'Infinity'))
        FILTER (WHERE s.is_concerned), 'Infinity') AS median,
    nullif(percentile_disc(0.95) WITHIN GROUP (ORDER BY coalesce(extract(epoch FROM s.activated_at - r.published_at)::double precision, 'Infinity'))
        FILTER (WHERE s.is_concerned), 'Infinity') AS p95,
    (max(extract(epoch FROM s.activated_at - r.published_at)) FILTER (WHERE s.is_concerned))::double precision AS slowest
FROM rollouts r
LEFT JOIN rollout_steps s ON s.revision = r.revision AND s.environment = r.environment
GROUP BY r.revision, r.environment;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT, UPDATE ON rollout_goals TO access_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON rollouts, rollout_steps TO access_app;
        GRANT SELECT ON rollout_measures TO access_app;
    END IF;
END
$$;
