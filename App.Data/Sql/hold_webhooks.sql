SELECT pg_try_advisory_lock(7160005)
