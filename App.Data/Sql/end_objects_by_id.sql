UPDATE policy_objects AS standing
SET valid_to = @revision
FROM unnest(@kinds, @ids) AS ended (kind, id)
WHERE standing.kind = ended.kind AND standing.id = ended.id AND standing.valid_to IS NULL
