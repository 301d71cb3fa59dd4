#!/bin/bash
# Runs OPA with the console's signing key, which OPA takes from the environment with its line ends written as \n.
# ACCESS_SERVER, ACCESS_ENVIRONMENT, ACCESS_TOKEN_FILE, ACCESS_CA, ACCESS_SIGNING_KEY_FILE, ACCESS_CACHE, ACCESS_NAME.
set -euo pipefail
ACCESS_SIGNING_KEY=$(awk '{ printf "%s\\n", $0 }' "$ACCESS_SIGNING_KEY_FILE")
export ACCESS_SIGNING_KEY
exec opa run --server --addr 0.0.0.0:8181 --log-format json --config-file /etc/opa/config.yaml /etc/opa/bootstrap
