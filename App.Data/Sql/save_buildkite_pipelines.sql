INSERT INTO buildkite_pipelines AS known (connection_id, id, body, first_seen)
SELECT @connection, id, body::jsonb, @at
FROM unnest(@ids, @bodies) AS listed (id, body)
ORDER BY id
ON CONFLICT (connection_id, id) DO UPDATE SET
    body = excluded.body,
    gone_at = NULL
-- Most pipelines are as they were: their rows are not written again.
WHERE known.body <> excluded.body OR known.gone_at IS NOT NULL
