#!/usr/bin/env bash
# Packs the browser's module for npm: pack-module.sh VERSION FOLDER. Its version is the product's, which its own package.json does not know.
set -euo pipefail

version="$1" folder="$2"
stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT
cd "$(dirname "${BASH_SOURCE[0]}")/../src/GameAuth.Server/Browser"
cp package.json README.md gameauth.js gameauth.d.ts "$stage"
cd "$stage"
npm version "$version" --no-git-tag-version --silent > /dev/null
npm pack --silent --pack-destination "$folder" > /dev/null
