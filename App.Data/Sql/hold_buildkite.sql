SELECT pg_try_advisory_lock(7160003, @key)
