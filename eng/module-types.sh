#!/usr/bin/env bash
# Writes the types of the browser's module anew, from its JSDoc.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../tests/GameAuth.Activity.Tests/peers"
[ -d node_modules/typescript ] || npm ci --ignore-scripts
browser=../../../src/GameAuth.Server/Browser
node node_modules/typescript/bin/tsc --project "$browser" --noEmit false --declaration --emitDeclarationOnly --outDir "$browser"
