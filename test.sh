#!/bin/bash
# Installs what is missing, builds with warnings as errors, and runs every test. Ends with `N passed, N failed, N skipped`.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=1 MSBUILDDISABLENODEREUSE=1

fail() { echo "test.sh: $1" >&2; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
deploy/local/prerequisites.sh dotnet || fail 'without the .NET SDK nothing can be built'

# What a machine cannot have is skipped by the tests that need it, by name; it never counts as passed.
for program in postgres nginx nginx-stream chromium; do
  deploy/local/prerequisites.sh "$program" || echo "test.sh: without $program, the tests that need it are skipped" >&2
done
opa=${ACCESS_OPA:-${XDG_CACHE_HOME:-$HOME/.cache}/access-console/rigs/opa/opa}
if [ ! -x "$opa" ] && ! command -v opa >/dev/null; then
  App.Tests/Rigs/opa/build.sh || echo "test.sh: no opa could be built, the tests that need it are skipped" >&2
fi
App.Tests/Rigs/nginx-newer/build.sh >/dev/null || echo "test.sh: no newer nginx could be had, the tests that need it are skipped" >&2
for program in npm protoc; do
  deploy/local/prerequisites.sh "$program" || true
done
App.Tests/Rigs/envoy/build.sh >/dev/null || echo "test.sh: no definitions of Envoy could be had, the tests that need them are skipped" >&2

App.Tests/Rigs/kubernetes/build.sh >/dev/null || echo "test.sh: no Kubernetes API server could be built, the tests that need it are skipped" >&2

dotnet tool restore >/dev/null || fail 'the tools of .config/dotnet-tools.json could not be restored'
# Style is a matter of the build; white space it does not see.
dotnet format whitespace . --folder --verify-no-changes || fail 'files are not formatted: dotnet format whitespace . --folder'
# The tests of engines and analyses compute for minutes: they are compiled as what is published is.
dotnet build AccessConsole.sln -v quiet -clp:ErrorsOnly -p:Optimize=true || fail 'the build has errors or warnings'
dotnet ef migrations has-pending-model-changes --no-build --project migrations --startup-project migrations \
  || fail 'the model has changes that no migration makes: dotnet ef migrations add NAME --project migrations'
deploy/local/compiled-model.sh --check || fail 'the compiled model is not that of the mapping: deploy/local/compiled-model.sh'

# A registry that has no data on vulnerabilities calls every package good: whether there are any is asked first. Where there are none that is said, and is no failure.
knows_vulnerabilities() {
  dotnet nuget list source --format short | awk '$1 ~ /^E/ { print $2 }' | while read -r registry; do curl -fsS --max-time 20 "$registry" 2>/dev/null; done | grep -q VulnerabilityInfo
}
if knows_vulnerabilities && packages=$(timeout 120 dotnet list AccessConsole.sln package --vulnerable --include-transitive 2>&1); then
  if grep -q 'has the following vulnerable packages' <<<"$packages"; then
    echo "$packages" >&2
    fail 'packages have known vulnerabilities: update them, or what needs them'
  fi
else
  echo 'test.sh: the package registry gives no data on vulnerabilities, packages are not checked' >&2
fi

# What tests write lives for seconds. A database is hundreds of files, which a disk's file system takes longer over than the tests over what is in them.
in_memory() {
  local folder
  [ "$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo 2>/dev/null || echo 0)" -gt 8000000 ] || return 1
  [ "$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')" -gt 4000000 ] || return 1
  folder=$(mktemp -d /dev/shm/access-tests-XXXXXX) || return 1
  # The database's account passes through; some tests run what they write.
  chmod 755 "$folder" && cp /bin/true "$folder/true" && "$folder/true" && rm "$folder/true" && echo "$folder" && return 0
  rm -rf "$folder"
  return 1
}
log=$(mktemp); memory=$(in_memory 2>/dev/null) && export TMPDIR=$memory
trap 'rm -rf "$log" ${memory:+"$memory"}' EXIT
dotnet run --no-build --project App.Tests -- -noColor "$@" 2>&1 | tee "$log"
summary=$(grep -E 'Total: [0-9]+' "$log" | tail -n 1)
count() { grep -oE "$1: [0-9]+" <<<"$summary" | grep -oE '[0-9]+' || echo 0; }
total=$(count Total); failed=$(($(count Failed) + $(count Errors))); skipped=$(count Skipped)
[ -n "$summary" ] && [ "$total" -gt 0 ] || fail 'the test run ended without a summary'
# Who sees only the end of what was printed sees at least their names.
grep -E '\[FAIL\]|Cleanup Failure' "$log" | sed 's/^ */failed: /'
echo "$((total - $(count Failed) - skipped - $(count 'Not Run'))) passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
