#!/usr/bin/env bash
# Accepts the public surface as it is built now: rewrites src/*/PublicAPI.txt. Read the difference before you commit it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
GAMEAUTH_ACCEPT_API=1 dotnet test tests/GameAuth.Conventions -c Release --filter "FullyQualifiedName~PublicApi"
git --no-pager status --short -- 'src/*/PublicAPI.txt'
