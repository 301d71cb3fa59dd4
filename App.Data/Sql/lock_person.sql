SELECT 1 FROM persons WHERE issuer = @issuer AND subject = @subject FOR UPDATE
