SELECT 1 FROM campaigns WHERE id = @id FOR UPDATE
