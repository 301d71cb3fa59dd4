-- Rows are locked in one order, so that two replicas noting the same tokens never wait for each other.
WITH used AS (
    SELECT * FROM unnest(@ids, @instants) AS used (id, at)
), locked AS (
    SELECT id FROM tokens WHERE id = ANY (@ids) ORDER BY id FOR UPDATE
)
UPDATE tokens
SET last_used_at = greatest(tokens.last_used_at, used.at)
FROM locked JOIN used USING (id)
WHERE tokens.id = locked.id
