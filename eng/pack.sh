#!/usr/bin/env bash
# Packs every shipped package into artifacts/package/release. The same commit gives the same bytes wherever it is packed.
# Each commit has a version of its own, such as 0.1.0-dev.1764500000, since NuGet keeps the first package that it has seen of a version. --release leaves the suffix out.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The commit's own time, since a package stores the time of each of its files; with changes that are in no commit, now.
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(if [[ -z "$(git status --porcelain)" ]]; then git log -1 --format=%ct; else date +%s; fi)}"
version=(-p:VersionSuffix=dev.$SOURCE_DATE_EPOCH)
if [[ "${1:-}" == --release ]]; then version=(); fi
export SOURCE_DATE_EPOCH DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDTERMINALLOGGER=off

rm -rf artifacts/package/release
for project in src/*/*.csproj; do
  dotnet pack "$project" -c Release -p:ContinuousIntegrationBuild=true -p:RestoreLockedMode=true "${version[@]}" --disable-build-servers -v quiet
done
if command -v npm > /dev/null; then
  bash eng/pack-module.sh "$(dotnet msbuild src/GameAuth.Server -getProperty:PackageVersion "${version[@]}")" "$PWD/artifacts/package/release"
fi
ls -1 artifacts/package/release
