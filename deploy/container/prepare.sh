#!/bin/bash
# Makes what the services must not share with the repository: passwords, keys, certificates; each once, into the volume of whoever needs it. The list of
# signing keys is signed anew each time. Runs as root in a container of its own.
# usage: prepare.sh [DIRECTORY]     below it: root database migrate console gateway opa
set -euo pipefail
umask 077
cd "${1:-/secrets}"

once() { # once FILE COMMAND...: the command's output, written whole or not at all
  [ -s "$1" ] && return
  "${@:2}" > "$1.new"
  mv "$1.new" "$1"
}
random() { openssl rand -hex 32 | tr -d '\n'; }
give() { install -m 400 "$1" "$2.new" && mv "$2.new" "$2"; }

once database/owner-password random
once database/console-password random
once console/bootstrap-token random
once migrate/connection printf 'Host=database;Database=access;Username=access;Password=%s' "$(cat database/owner-password)"
once console/connection printf 'Host=database;Database=access;Username=console;Password=%s' "$(cat database/console-password)"

[ -s root/root.pem ] || accessctl keys new-root root/root.pem
[ -s console/signing.pem ] || accessctl keys new console/signing.pem
[ -s console/audit.pem ] || accessctl keys new console/audit.pem
rm -f root/keys.json
accessctl keys list --root root/root.pem --key console/signing.pem.pub --version "$(date +%s)" --expires "$(date -u -d '+365 days' +%Y-%m-%dT%H:%M:%SZ)" --list root/keys.json
give root/keys.json console/keys.json

if [ ! -s console/tls.crt ]; then
  # The authority's key signs this one certificate and is thrown away.
  work=$(mktemp -d)
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj '/CN=access-console authority' \
    -addext 'keyUsage=critical,keyCertSign' -keyout "$work/ca.key" -out "$work/ca.crt" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=console' -keyout "$work/tls.key" -out "$work/tls.csr" 2>/dev/null
  printf 'subjectAltName=DNS:console,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' > "$work/tls.ext"
  openssl x509 -req -in "$work/tls.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -days 825 -extfile "$work/tls.ext" -out "$work/tls.crt" 2>/dev/null
  give "$work/tls.key" console/tls.key
  give "$work/ca.crt" console/ca.crt
  give "$work/tls.crt" console/tls.crt
  rm -rf "$work"
fi

for engine in gateway opa; do give console/ca.crt $engine/ca.crt; done
for engine in console gateway; do give root/root.pem.pub $engine/root.pem.pub; done
give console/signing.pem.pub opa/signing.pem.pub

# PostgreSQL's image runs as 999, ours as 10001.
chown -R 999:999 database
chown -R 10001:10001 migrate console gateway opa
