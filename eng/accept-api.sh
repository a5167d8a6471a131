#!/usr/bin/env bash
# Accepts the public surface as it is in the source now: writes src/*/PublicAPI.Unshipped.txt anew, from what the analyser RS0016 says.
# Members that are gone go from the files too. Read the difference before you commit it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off

# A program shows its commands, not its types.
is_program() { grep -q '<OutputType>Exe' "$1"*.csproj; }

# A build beside the usual one, from an empty file on, and with few other analysers.
logs="$PWD/artifacts/public-api"
rm -rf "$logs"
mkdir -p "$logs"
echo '#nullable enable' > "$logs/PublicAPI.Unshipped.txt"
for folder in src/*/; do
  is_program "$folder" || [ -f "${folder}PublicAPI.Shipped.txt" ] || echo '#nullable enable' > "${folder}PublicAPI.Shipped.txt"
done
dotnet build eng/accept-api.proj -c Release -v quiet -clp:ErrorsOnly --disable-build-servers \
  -p:AcceptPublicApi=true -p:ArtifactsPath="$logs" -p:TreatWarningsAsErrors=false -p:MSBuildTreatWarningsAsErrors=false \
  -p:EnableNETAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:EnableTrimAnalyzer=false -p:EnableAotAnalyzer=false -p:EnableSingleFileAnalyzer=false

for folder in src/*/; do
  if is_program "$folder"; then continue; fi
  log="$logs/$(basename "$folder").sarif"
  [ -s "$log" ] || { echo "the build of $folder left no log" >&2; exit 1; }
  {
    echo '#nullable enable'
    sed -n 's/^ *"APIName": "\(.*\)",\{0,1\}$/\1/p' "$log" | tr -d '\r' | sed 's/\\\(["\\]\)/\1/g' | LC_ALL=C sort -u
  } > "${folder}PublicAPI.Unshipped.txt"
done
git --no-pager status --short -- 'src/*/PublicAPI.*.txt'
