#!/bin/bash
# Writes App.Data/CompiledModel, EF Core's model of the mapping as code. With --check it writes nothing and says whether what is there is what it would write.
# Wants the solution built.
set -euo pipefail
cd "$(dirname "$0")/../.."
kept=App.Data/CompiledModel
written=$(mktemp -d)
trap 'rm -rf "$written"' EXIT

dotnet ef dbcontext optimize --no-build --project App.Data --startup-project migrations -o "$written/model" -n AccessConsole.Data.CompiledModel >/dev/null
# Each writing makes up another number for the same model.
if diff -r -I 'modelId: new Guid' "$written/model" "$kept" >/dev/null; then
  exit 0
fi
[ "${1-}" != --check ] || exit 1
rm -rf "$kept"
cp -r "$written/model" "$kept"
