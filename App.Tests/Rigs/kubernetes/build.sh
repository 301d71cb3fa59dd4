#!/bin/bash
# Builds the API server for custom resources that the tests validate against, and unpacks the etcd it stores them in, from Debian's packages
# alone and without installing any (about 3 minutes, 80 MB). Leaves both in ${XDG_CACHE_HOME:-~/.cache}/access-console/rigs/kubernetes,
# where the tests look, and does nothing where they are there already.
# usage: build.sh
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
target=${XDG_CACHE_HOME:-$HOME/.cache}/access-console/rigs/kubernetes

if [ -x "$target/crd-server" ] && [ -x "$target/etcd" ]; then
  echo "$target/crd-server"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A package list of our own, so that suites other than the machine's can be read beside it.
prepare_apt() {
  local mirror suite
  mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
  mkdir -p "$work"/lists/partial "$work"/archives/partial "$work"/debs "$work"/root
  for suite in bookworm trixie-backports sid; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg arch=amd64] ${mirror:-http://deb.debian.org/debian} $suite main"
  done > "$work/sources.list"
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

fetch() {
  cd "$work/debs"
  apt-get download -qq golang-1.26-go/trixie-backports golang-1.26-src/trixie-backports etcd-server/bookworm
  xargs apt-get download -qq -t sid < "$here/debs.txt"
  local package
  for package in *.deb; do dpkg -x "$package" "$work/root"; done
}

compile() {
  local go=$work/root/usr/lib/go-1.26 source=$work/root/usr/share/gocode/src/local/crd-server
  mkdir -p "$target" "$source"
  cp "$here/main.go" "$source/"
  env GOROOT="$go" GOPATH="$work/root/usr/share/gocode" GO111MODULE=off GOTOOLCHAIN=local GOPROXY=off GOFLAGS= CGO_ENABLED=0 GOCACHE="$work/go" \
    "$go/bin/go" build -trimpath -ldflags '-s -w' -o "$work/crd-server" local/crd-server
  mv "$work/crd-server" "$work/root/usr/bin/etcd" "$target/"
}

prepare_apt
fetch
compile
echo "$target/crd-server"
