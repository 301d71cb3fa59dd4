SELECT pg_notify('access_revision', @revision)
