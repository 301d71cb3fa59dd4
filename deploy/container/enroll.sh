#!/bin/bash
# Makes the pullers' tokens at the console, each once; by the bootstrap token, which works until an admin signed in.
# ACCESS_SERVER, ACCESS_ENVIRONMENT, BOOTSTRAP_TOKEN_FILE; the tokens go to /secrets/gateway/token and /secrets/opa/token.
set -euo pipefail
umask 077
ACCESS_TOKEN=$(< "$BOOTSTRAP_TOKEN_FILE")
export ACCESS_TOKEN

enroll() { # enroll TARGET FILE
  [ -s "$2" ] && return
  accessctl token create-puller --environment "$ACCESS_ENVIRONMENT" --target "$1" --expires "$(date -u -d '+365 days' +%Y-%m-%dT%H:%M:%SZ)" | tr -d '\n' > "$2.new"
  mv "$2.new" "$2"
}
enroll nginx /secrets/gateway/token
enroll opa /secrets/opa/token
