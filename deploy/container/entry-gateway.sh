#!/bin/bash
# Runs nginx and the puller beside it; ends when one of them does, so that the engine starts both anew.
# ACCESS_SERVER, ACCESS_ENVIRONMENT, ACCESS_TOKEN_FILE, ACCESS_TRUST, and if wanted ACCESS_NAME.
set -euo pipefail
ACCESS_TOKEN=$(< "$ACCESS_TOKEN_FILE")
export ACCESS_TOKEN
if [ ! -e /var/lib/access/current ]; then
  mkdir -p /var/lib/access/bundles/bootstrap
  cp -r /usr/share/access/bootstrap/. /var/lib/access/bundles/bootstrap/
  ln -s bundles/bootstrap /var/lib/access/current
fi

nginx -c /etc/access/nginx.conf -e stderr &
nginx=$!
accessctl pull nginx --environment "$ACCESS_ENVIRONMENT" --directory /var/lib/access --trust "$ACCESS_TRUST" \
  --config /etc/access/nginx.conf --name "${ACCESS_NAME:-$HOSTNAME}" &
puller=$!
trap 'kill -TERM "$nginx" "$puller" 2>/dev/null || true; wait; exit 0' TERM INT
wait -n || true
kill -TERM "$nginx" "$puller" 2>/dev/null || true
wait
exit 1
