#!/bin/bash
# Fetches Envoy's protocol buffer definitions from an npm package and compiles them to descriptors (a few seconds, 1 MB), for the tests that check
# emitted configuration against them. Leaves ${XDG_CACHE_HOME:-~/.cache}/access-console/rigs/envoy/envoy-3.pb, where the tests look; the number grows with the list
# of files below.
# Wants npm and protoc.
# usage: build.sh
set -euo pipefail

target=${XDG_CACHE_HOME:-$HOME/.cache}/access-console/rigs/envoy
if [ -f "$target/envoy-3.pb" ]; then
  echo "$target/envoy-3.pb"
  exit 0
fi

for program in npm protoc; do
  command -v "$program" >/dev/null || { echo "missing: $program" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent @grpc/grpc-js-xds@1.14.1 >/dev/null
tar -xzf ./*.tgz
cd package/deps

# The package's validation rules are older than the definitions that use them: one option is not among them. What it means is not checked anyway.
sed -i 's/^message \([A-Za-z0-9]*Rules\) {/&\n  optional bool ignore_empty = 126;/' protoc-gen-validate/validate/validate.proto
sed -i '/^message \(FieldRules\|MessageRules\|BoolRules\|AnyRules\|DurationRules\|TimestampRules\|RepeatedRules\|MapRules\|EnumRules\) {/{n;/ignore_empty/d}' protoc-gen-validate/validate/validate.proto

mkdir -p "$target"
protoc -Ienvoy-api -Ixds -Igoogleapis -Iprotoc-gen-validate --include_imports --descriptor_set_out="$work/envoy.pb" \
  envoy/config/bootstrap/v3/bootstrap.proto \
  envoy/service/discovery/v3/discovery.proto \
  envoy/extensions/access_loggers/file/v3/file.proto \
  envoy/extensions/filters/http/jwt_authn/v3/config.proto \
  envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit.proto \
  envoy/extensions/filters/http/rbac/v3/rbac.proto \
  envoy/extensions/filters/http/router/v3/router.proto \
  envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector.proto \
  envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto \
  envoy/extensions/matching/common_inputs/network/v3/network_inputs.proto \
  envoy/extensions/matching/common_inputs/ssl/v3/ssl_inputs.proto \
  envoy/extensions/transport_sockets/tls/v3/tls.proto \
  envoy/extensions/transport_sockets/tls/v3/tls_spiffe_validator_config.proto \
  envoy/extensions/upstreams/http/v3/http_protocol_options.proto \
  envoy/type/matcher/v3/http_inputs.proto \
  xds/type/matcher/v3/cel.proto \
  xds/type/matcher/v3/http_inputs.proto
mv "$work/envoy.pb" "$target/envoy-3.pb"
echo "$target/envoy-3.pb"
