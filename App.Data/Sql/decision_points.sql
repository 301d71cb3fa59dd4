-- What each enforcement point allowed and denied, minute by minute, for some hours: by it a change that went to some of them first is judged.
CREATE TABLE decision_points (
    minute timestamptz NOT NULL,
    point_id uuid NOT NULL,
    allowed bigint NOT NULL,
    denied bigint NOT NULL,
    CONSTRAINT pk_decision_points PRIMARY KEY (point_id, minute)
);

CREATE INDEX ix_decision_points_minute ON decision_points (minute);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'access_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON decision_points TO access_app;
    END IF;
END
$$;
