#!/bin/bash
# Installs what is missing of the programs that the console and its tests run beside, from the machine's package manager.
# usage: prerequisites.sh PROGRAM...    of: dotnet curl postgres nginx nginx-stream chromium npm protoc
# A program that cannot be had is reported; whoever needs it says what then does not work.
set -euo pipefail

have() {
  case $1 in
    dotnet) dotnet --version >/dev/null 2>&1 ;;
    curl) command -v curl >/dev/null ;;
    postgres) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null ;;
    nginx) { command -v nginx || [ -x /usr/sbin/nginx ]; } >/dev/null && compgen -G '/usr/lib/nginx/modules/ngx_http_js_module.so' >/dev/null ;;
    nginx-stream) compgen -G '/usr/lib/nginx/modules/ngx_stream_js_module.so' >/dev/null ;;
    chromium | npm | protoc) command -v "$1" >/dev/null ;;
  esac
}

packages() {
  case $1 in
    curl) echo curl ;;
    postgres) echo postgresql ;;
    nginx) echo nginx libnginx-mod-http-js ;;
    nginx-stream) echo libnginx-mod-stream libnginx-mod-stream-js ;;
    chromium | npm) echo "$1" ;;
    protoc) echo protobuf-compiler ;;
  esac
}

missing=()
for program in "$@"; do
  if have "$program"; then continue; fi
  # Debian has no package of it.
  [ "$program" != dotnet ] || { echo "missing: the .NET SDK that global.json names (10.0): install it and put \`dotnet\` on PATH; https://dot.net tells how" >&2; exit 1; }
  missing+=("$program")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root=(sudo -n); else
    echo "missing: ${missing[*]}; install as root: $(for p in "${missing[@]}"; do packages "$p"; done | xargs)" >&2
    exit 1
  fi
fi
if ! command -v apt-get >/dev/null; then
  echo "missing: ${missing[*]}; there is no apt-get here: install them with this machine's package manager" >&2
  exit 1
fi

echo "installing: ${missing[*]}" >&2
# The packages' own services are of no use here: nothing of theirs is started, and PostgreSQL makes no cluster.
policy=/usr/sbin/policy-rc.d
made_policy=
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
  "${as_root[@]}" chmod +x $policy
  made_policy=1
fi
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
  "${as_root[@]}" mkdir -p /etc/postgresql-common
  echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
trap '[ -z "$made_policy" ] || "${as_root[@]}" rm -f $policy' EXIT
"${as_root[@]}" apt-get update -qq
# shellcheck disable=SC2046
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq -o Dpkg::Options::=--force-confold $(for p in "${missing[@]}"; do packages "$p"; done) >/dev/null
for program in "${missing[@]}"; do have "$program" || { echo "missing after installation: $program" >&2; exit 1; }; done
