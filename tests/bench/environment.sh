#!/usr/bin/env bash
# Makes a Python environment of its own for a peer that a bench runs beside us: LOCK DIRECTORY.
# Hash-pinned like our own; nothing of it reaches the product's environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly lock=$1 directory=$2
uv=$(command -v uv || echo .cache/tools/bin/uv)
made_from=$(sha256sum <"$lock")
stamp=$directory/.made-from
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$made_from" ]; then exit 0; fi
printf 'bench: installing a peer into %s\n' "$directory" >&2
rm -rf "$directory"
"$uv" venv -q -p .venv/bin/python "$directory"
"$uv" pip sync -q -p "$directory/bin/python" --require-hashes "$lock" >&2
printf '%s\n' "$made_from" >"$stamp"
