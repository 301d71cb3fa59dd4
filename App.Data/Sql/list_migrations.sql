-- Which migrations were applied. Fails with 42P01 where none ever was.
SELECT migration_id FROM "__EFMigrationsHistory"
