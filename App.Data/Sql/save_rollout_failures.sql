-- An engine says why it does not run its newest bundle: the newest of which the ledger knows.
UPDATE rollout_steps AS open SET error = told.error
FROM unnest(@point_ids, @errors) AS told (point_id, error)
WHERE open.point_id = told.point_id AND open.activated_at IS NULL AND open.error IS DISTINCT FROM told.error
    AND open.revision = (SELECT max(newest.revision) FROM rollout_steps newest WHERE newest.point_id = told.point_id)
