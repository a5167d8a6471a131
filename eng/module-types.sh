#!/usr/bin/env bash
# Writes the types of the browser's module anew, from its JSDoc.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../tests/GameAuth.Activity.Tests/peers"
[ -d node_modules/typescript ] || npm ci --ignore-scripts
node node_modules/typescript/bin/tsc --target es2022 --module es2022 --moduleResolution bundler --lib es2022,dom,dom.iterable --strict \
  --allowJs --declaration --emitDeclarationOnly --newLine lf --outDir ../../../src/GameAuth.Server/Browser ../../../src/GameAuth.Server/Browser/gameauth.js
