#!/bin/bash
# Unpacks the nginx and njs of the next Debian, with the libraries they need, from its packages alone and without installing any (under a
# minute, 30 MB). Leaves a program `nginx` that runs them beside the machine's own in
# ${XDG_CACHE_HOME:-~/.cache}/access-console/rigs/nginx-newer, where the tests look, and does nothing where it is there already.
# usage: build.sh
set -euo pipefail

suite=trixie
target=${XDG_CACHE_HOME:-$HOME/.cache}/access-console/rigs/nginx-newer
if [ -x "$target/nginx" ] && [ -e "$target/root/usr/lib/nginx/modules/ngx_stream_js_module.so" ]; then
  echo "$target/nginx"
  exit 0
fi
[ "$(uname -m)" = x86_64 ] || { echo "build.sh: only x86_64 is known to it" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A package list of our own, so that another suite than the machine's can be read.
prepare_apt() {
  local mirror
  mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
  mkdir -p "$work"/lists/partial "$work"/archives/partial "$work"/debs "$work"/root
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg arch=amd64] ${mirror:-http://deb.debian.org/debian} $suite main" > "$work/sources.list"
  cat > "$work/apt.conf" <<END
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$work/lists";
Dir::Cache "$work";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Translations::DefaultEnabled "false";
APT::Sandbox::User "$(id -un)";
# What an image of the machine does after an update wants root.
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
  export APT_CONFIG=$work/apt.conf
  apt-get update -qq
}

# The two, and every library that they load.
fetch() {
  cd "$work/debs"
  local name package
  for name in nginx libnginx-mod-http-js libnginx-mod-stream libnginx-mod-stream-js libc6 libcrypt1 liblzma5 libpcre2-8-0 libssl3t64 libxml2 libzstd1 zlib1g; do
    apt-get download -qq "$name/$suite"
  done
  for package in *.deb; do dpkg -x "$package" "$work/root"; done
}

# The program starts by the suite's own loader, so that it finds the suite's own libraries and needs neither root nor another root directory.
place() {
  cat > "$work/nginx" <<'END'
#!/bin/sh
root=$(dirname "$(readlink -f "$0")")/root
exec "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" "$root/usr/sbin/nginx" "$@"
END
  chmod +x "$work/nginx"
  "$work/nginx" -v
  rm -rf "$target"
  mkdir -p "$target"
  mv "$work/root" "$target/root"
  mv "$work/nginx" "$target/nginx"
}

prepare_apt
fetch
place
echo "$target/nginx"
