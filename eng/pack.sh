#!/usr/bin/env bash
# Packs every shipped package into artifacts/package/release. The same commit gives the same bytes wherever it is packed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The commit's own time, since a package stores the time of each of its files.
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDTERMINALLOGGER=off

rm -rf artifacts/package/release
for project in src/*/*.csproj; do
  dotnet pack "$project" -c Release -p:ContinuousIntegrationBuild=true -p:RestoreLockedMode=true --disable-build-servers -v quiet
done
ls -1 artifacts/package/release
