UPDATE policy_objects AS standing
SET valid_to = @revision
FROM unnest(@kinds, @names) AS ended (kind, name)
WHERE standing.kind = ended.kind AND standing.name = ended.name AND standing.valid_to IS NULL
