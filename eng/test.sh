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
export DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDTERMINALLOGGER=off
export HOME="${HOME:-$root/artifacts/home}"

step() { printf '\n== %s\n' "$*"; }

# The compiler serves the whole build from one process with a name of its own, which ends with this script: half the time of the build.
compiler="gameauth-test-$$"
end_compiler() { pgrep -f "VBCSCompiler.* -pipename:$compiler" | xargs -r kill 2> /dev/null || true; }

# What tests write need not survive a power cut, and the flush of a disk is the longest part of many of them: where memory is a file system and has room, they write there.
scratch=""
need_scratch() {
  if [ -w /dev/shm ] && [ "$(df --output=avail -k /dev/shm 2> /dev/null | tail -1)" -ge 6291456 ]; then
    scratch="$(mktemp -d /dev/shm/gameauth.XXXX)"
    chmod 1777 "$scratch"
    export TMPDIR="$scratch"
    echo "temporary files are in memory, $TMPDIR"
  fi
}

end() {
  end_compiler
  if [ -n "$scratch" ]; then rm -rf "$scratch"; fi
}
trap end EXIT

step "What the tests need"
need_dotnet
need_node "$install"
need_peers "$install"
need_python "$install"
need_tpm "$install"
need_keyring "$install"
need_postgresql "$install"
need_chromium "$install"

step "Restore, locked"
dotnet restore GameAuth.sln -p:RestoreLockedMode=true --disable-build-servers

step "Build Release"
dotnet build GameAuth.sln -c Release --no-restore -nodeReuse:false -p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler" -v minimal
end_compiler

# Tests talk to this machine alone, so a proxy of the machine is none of theirs. That the packages pass one by is tested with a dead one.
export NO_PROXY=localhost,127.0.0.1,::1 no_proxy=localhost,127.0.0.1,::1

need_scratch
results="$root/artifacts/test-results"
rm -rf "$results"
mkdir -p "$results"

# A test host lives for minutes: it neither gains from profiled recompilation nor from collecting every few megabytes. A third of its time.
export DOTNET_TieredPGO=0 DOTNET_GCgen0size=0x4000000

# A test that shows no life for five minutes is ended and named; a project may take half an hour.
run_project() {
  local name="$1" code=0
  dotnet test "artifacts/bin/$name/release/$name.dll" --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
    --blame-hang-timeout 5m --blame-hang-dump-type none -- RunConfiguration.TestSessionTimeout=1800000 > "$results/$name.log" 2>&1 || code=$?
  if [ "$code" -ne 0 ] && ! grep -qv 'outcome="\(Passed\|NotExecuted\)"' < <(grep -s '<UnitTestResult ' "$results/$name.trx"); then
    echo "$name ended with exit code $code before its tests did; it counts as one failure" >> "$results/$name.log"
    touch "$results/$name.broken"
  fi
  step "Test $name"
  cat "$results/$name.log"
}

# The native sample is published beside the first project, since one of these tests runs it.
run_lane() {
  if [ "$1" = GameAuth.Interop ]; then
    need_native > "$results/native.log" 2>&1 || touch "$results/native.broken"
    cat "$results/native.log"
  fi
  run_project "$1"
}

# Two projects at a time, the long ones first, so that no core waits at the end. No test gates on time.
first="GameAuth.Server.Hytale.Tests GameAuth.Interop GameAuth.Xbox.Tests GameAuth.Activity.Tests GameAuth.Hytale.Tests GameAuth.Psn.Tests GameAuth.Server.PostgreSql.Tests GameAuth.Torture.Tests GameAuth.Discord.Tests GameAuth.Core.Tests"
names="$first"
for project in tests/*/*.csproj; do
  name="$(basename "$project" .csproj)"
  if grep -q '<IsTestProject>false' "$project" || [[ " $first " == *" $name "* ]]; then continue; fi
  names+=" $name"
done
for name in $names; do
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n || true; done
  run_lane "$name" &
done
wait

# A hang leaves a memory image of hundreds of megabytes; the name of the test that hung is enough.
find "$results" -name '*.dmp' -delete

# Many tests have a clock of their own, for which an answer may come too late where the machine gives a thread no turn for seconds. Three failures at most are run once more, with nothing beside them;
# they are named in the result either way, and one that fails again has failed.
again="$results/again"
repeat_failed() {
  local trx name filter
  if compgen -G "$results/*.broken" > /dev/null || [ "$(grep -hs '<UnitTestResult ' "$results"/*.trx | grep -c 'outcome="Failed"')" -gt 3 ]; then return; fi
  for trx in "$results"/*.trx; do
    name="$(basename "$trx" .trx)"
    filter="$(grep -s '<UnitTestResult ' "$trx" | { grep 'outcome="Failed"' || true; } | sed 's/.* testName="\([^"(]*\).*/FullyQualifiedName=\1/' | sort -u | paste -sd '|' || true)"
    if [ -z "$filter" ]; then continue; fi
    step "Once more, alone: $name, $filter"
    dotnet test "artifacts/bin/$name/release/$name.dll" --filter "$filter" --logger "trx;LogFileName=$name.trx" --results-directory "$again" \
      --blame-hang-timeout 5m --blame-hang-dump-type none || true
  done
}
repeat_failed

step "Result"
broken="$(find "$results" -name '*.broken' | wc -l)"
set -- "$results"/*.trx
[ -e "$1" ] || set -- /dev/null
if compgen -G "$again/*.trx" > /dev/null; then set -- "$again"/*.trx "$@"; fi
awk -v broken="$broken" -f eng/test-result.awk "$@"
