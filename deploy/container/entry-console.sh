#!/bin/bash
# Starts the console. A setting whose name ends in _FILE is read from that file: ConnectionStrings__Access_FILE=/secrets/connection
set -euo pipefail
for name in $(compgen -e); do
  [[ $name == *__*_FILE ]] || continue
  value=$(< "${!name}")
  export "${name%_FILE}=$value"
  unset "$name"
done
exec dotnet /app/App.dll "$@"
