#!/usr/bin/env bash
# Changes the code in one place at a time and runs the tests: a change that no test notices ("survived") is a promise that no test holds.
#
#   bash eng/mutation.sh tokens|pacing|oauth|jose [files]
#
#   tokens   src/GameAuth.Core/Tokens, by the engine's tests and the contracts of the model provider
#   pacing   src/GameAuth.Core/Pacing
#   oauth    src/GameAuth.Core/OAuth
#   jose     src/GameAuth.Jose, without the arithmetic of the curve, which official vectors hold
#
# The second argument narrows it to some files, such as 'MintRest.cs'. It takes long: minutes for a file, an hour or more for a folder, at one test process
# (CONCURRENCY=n for more). The report is in artifacts/mutation/<what>. The tool is dotnet-stryker 5.1.0; STRYKER names it, or it is installed under artifacts.
# Exit code: 0 when at least 80 % were killed.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
what="${1:-}"
files="${2:-**/*.cs}"
tests="$root/tests"
quick='FullyQualifiedName!~FourProcess&FullyQualifiedName!~Statistic'
case "$what" in
  tokens) project=GameAuth.Core; mutate=("Tokens/$files"); projects=(GameAuth.Core.Tests GameAuth.Toy.Tests)
    filter='(FullyQualifiedName~GameAuth.Tests.Tokens|FullyQualifiedName~GameAuth.Tests.Accounts|FullyQualifiedName~GameAuth.Tests.Lifetime.OfferTests|FullyQualifiedName~Devices|FullyQualifiedName~Profiles|FullyQualifiedName~Toy.Tests.Contract|FullyQualifiedName~UserLink)' ;;
  pacing) project=GameAuth.Core; mutate=("Pacing/$files"); projects=(GameAuth.Core.Tests); filter='FullyQualifiedName~Core.Tests.Pacing' ;;
  oauth) project=GameAuth.Core; mutate=("OAuth/$files"); projects=(GameAuth.Core.Tests); filter='(FullyQualifiedName~Core.Tests.OAuth|FullyQualifiedName~Core.Tests.Prompts)' ;;
  jose) project=GameAuth.Jose; mutate=("$files" '!Ed25519/**/*.cs'); projects=(GameAuth.Jose.Tests); filter='FullyQualifiedName~GameAuth.Jose.Tests' ;;
  *) sed -n '2,15s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
stryker="${STRYKER:-$root/artifacts/tools/dotnet-stryker}"
if [ ! -x "$stryker" ]; then
  dotnet tool install dotnet-stryker --version 5.1.0 --tool-path "$root/artifacts/tools"
fi

arguments=(--config-file "$root/eng/mutation.json" --project "$project.csproj" --concurrency "${CONCURRENCY:-1}" --output "$root/artifacts/mutation/$what"
  --test-case-filter "$filter&$quick")
for pattern in "${mutate[@]}"; do arguments+=(--mutate "$pattern"); done
for name in "${projects[@]}"; do arguments+=(--test-project "$tests/$name/$name.csproj"); done
cd "$root/src/$project"
exec "$stryker" "${arguments[@]}"
