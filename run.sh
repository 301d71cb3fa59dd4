#!/bin/bash
# Starts the console on http://localhost:8080 with the sample organisation, and a demo gateway: an nginx on http://localhost:8081 that enforces what
# is published, before a demo upstream. Ctrl-C ends all of it.
# usage: run.sh [--console-only]
# Other places and ports: ACCESS_STATE, ACCESS_CONSOLE_PORT, ACCESS_GATEWAY_PORT. ACCESS_BUILT=Debug takes a build that is there.
set -euo pipefail
cd "$(dirname "$0")"
root=$PWD
# No workload notices among what is printed, and no build server that would outlive Ctrl-C.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 MSBUILDDISABLENODEREUSE=1

gateway=yes
case ${1-} in
  '') ;;
  --console-only) gateway=no ;;
  *) echo "usage: run.sh [--console-only]" >&2; exit 1 ;;
esac

console_port=${ACCESS_CONSOLE_PORT:-8080}
gateway_port=${ACCESS_GATEWAY_PORT:-8081}
state=${ACCESS_STATE:-$root/.local}
# Run by root, the database belongs to an unprivileged account that must be able to pass through here: not so in a folder that is root's alone.
if [ -z "${ACCESS_STATE-}" ] && [ "$(id -u)" = 0 ] && ! runuser -u nobody -- test -x "$root"; then
  state=/var/lib/access-console/$(printf %s "$root" | cksum | cut -d ' ' -f 1)
  echo "other accounts cannot enter $root: what is kept goes to $state"
fi
mkdir -p "$state/log"
chmod 711 "$state"

. deploy/local/running.sh
be_the_only_run
end_former_run

deploy/local/prerequisites.sh dotnet curl postgres
if [ $gateway = yes ] && ! deploy/local/prerequisites.sh nginx; then
  echo "run.sh: without nginx there is no demo gateway; the console runs all the same" >&2
  gateway=no
fi

need_ports
configuration=${ACCESS_BUILT:-Release}
if [ -z "${ACCESS_BUILT-}" ]; then
  echo "building… (some minutes the first time)"
  for project in App App.Cli; do
    dotnet build $project -c Release -v quiet '-clp:ErrorsOnly;NoSummary' -nologo -p:UseSharedCompilation=false
  done
  need_ports
fi
program=$root/App/bin/$configuration/net10.0/App.dll
cli=$root/App.Cli/bin/$configuration/net10.0/accessctl.dll

trap end_children EXIT
trap 'exit 130' INT TERM

token_file=$state/bootstrap-token
[ -s "$token_file" ] || (umask 077; head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$token_file")
export ACCESS_SERVER=http://localhost:$console_port

ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=$ACCESS_SERVER Console__Sample=true Console__DataDirectory=$state/data \
  Console__BootstrapToken=$(cat "$token_file") Console__KeepBootstrapToken=true \
  dotnet "$program" --contentRoot "$root/App" > "$state/log/console.log" 2>&1 9>&- &
console=$!
remember_child "$console"

for _ in $(seq 240); do
  if curl -fs -o /dev/null "$ACCESS_SERVER/readyz"; then break; fi
  kill -0 "$console" 2>/dev/null || { echo "the console ended; its log:" >&2; tail -n 20 "$state/log/console.log" >&2; exit 1; }
  sleep 0.25
done
curl -fs -o /dev/null "$ACCESS_SERVER/readyz" || { echo "the console is not ready after a minute; its log: $state/log/console.log" >&2; exit 1; }

if [ $gateway = yes ]; then
  . deploy/local/gateway.sh
  start_gateway "$state/gateway" "$token_file"
fi

cat <<TEXT

The console is at $ACCESS_SERVER with the sample organisation. Sign in as one of the demo people: Alice administers, Carol edits, Bob and Erin approve.
TEXT
if [ $gateway = yes ]; then
  cat <<TEXT
The gateway is at http://localhost:$gateway_port and enforces production. With

  export ACCESS_SERVER=$ACCESS_SERVER ACCESS_TOKEN=\$(cat $token_file)
  token() { dotnet $cli token mint --environment production "\$@"; }

a job of payments-deploy on main may migrate payments-api (200), and a job on a feature branch may not (403):

  curl -i -H 'Host: payments-api.internal.acme.example' -H "Authorization: Bearer \$(token --service payments-api --pipeline payments-deploy --branch main)" http://localhost:$gateway_port/admin/migrations/42
  curl -i -H 'Host: payments-api.internal.acme.example' -H "Authorization: Bearer \$(token --service payments-api --pipeline payments-deploy --branch feature/x)" http://localhost:$gateway_port/admin/migrations/42
TEXT
fi
echo
echo "Logs are in $state/log. Ctrl-C ends everything."
wait "$console"
