#!/bin/bash
# Run once by PostgreSQL's image in an empty database: the group whose rights the migrations set, and the console's login in it.
set -euo pipefail
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set password `cat /secrets/console-password`
CREATE ROLE access_app NOLOGIN;
CREATE ROLE console LOGIN PASSWORD :'password' IN ROLE access_app;
SQL
