-- A session's own table, which no log is written for and which is empty again after each transaction.
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_decisions (
    at timestamptz, id uuid, point_id uuid, point text, target text, environment text, service text, principal text, method text, path text,
    effect text, reason text, detail text, grant_name text, mode text, revision integer, trace text, build text, job text, claims jsonb
) ON COMMIT DELETE ROWS
