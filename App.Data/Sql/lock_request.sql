SELECT 1 FROM grant_requests WHERE id = @id FOR UPDATE
