#!/usr/bin/env bash
# Builds Release once, runs every test, and ends with one line: "N passed, N failed[, N skipped]".
#
#   bash eng/test.sh                installs what the tests need (Debian and Ubuntu), then runs
#   bash eng/test.sh --no-install   runs with what is there; touches nothing outside the checkout but the NuGet and npm caches
#
# Exit code: 0 when all tests that ran passed; 1 on a failed test, a failed build, or when no test ran; 2 on a wrong argument.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
. eng/test-needs.sh

install=true
for argument in "$@"; do
  case "$argument" in
    --no-install) install=false ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "eng/test.sh: unknown argument '$argument'; it knows --no-install and --help" >&2; exit 2 ;;
  esac
done

# No question, no colour, no telemetry, no certificate; and no build server that would outlive this script.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_UI_LANGUAGE=en
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off
export HOME="${HOME:-$root/artifacts/home}"

step() { printf '\n== %s\n' "$*"; }

step "What the tests need"
need_dotnet
need_node "$install"
need_peers "$install"
need_tpm "$install"
need_keyring "$install"

step "Restore, locked"
dotnet restore GameAuth.sln -p:RestoreLockedMode=true --disable-build-servers

step "Build Release"
dotnet build GameAuth.sln -c Release --no-restore --disable-build-servers -v minimal

# Tests talk to this machine alone, so a proxy of the machine is none of theirs. That the packages pass one by is tested with a dead one.
export NO_PROXY=localhost,127.0.0.1,::1 no_proxy=localhost,127.0.0.1,::1

results="artifacts/test-results"
rm -rf "$results"
mkdir -p "$results"

# One project after the other: some tests count calls or bytes, and neighbours would make them slow.
broken=0
for project in tests/*/*.csproj; do
  name="$(basename "$project" .csproj)"
  if grep -q '<IsTestProject>false' "$project"; then continue; fi
  step "Test $name"
  code=0
  # A test that shows no life for five minutes is ended and named; a project may take half an hour.
  dotnet test "artifacts/bin/$name/release/$name.dll" --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
    --blame-hang-timeout 5m --blame-hang-dump-type none -- RunConfiguration.TestSessionTimeout=1800000 || code=$?
  if [ "$code" -ne 0 ] && ! grep -qv 'outcome="\(Passed\|NotExecuted\)"' < <(grep -s '<UnitTestResult ' "$results/$name.trx"); then
    echo "$name ended with exit code $code before its tests did; it counts as one failure" >&2
    broken=$((broken + 1))
  fi
done

# A hang leaves a memory image of hundreds of megabytes; the name of the test that hung is enough.
find "$results" -name '*.dmp' -delete

step "Result"
set -- "$results"/*.trx
[ -e "$1" ] || set -- /dev/null
awk -v broken="$broken" -f eng/test-result.awk "$@"
