#!/usr/bin/env bash
# Makes a Python environment of its own for a peer that a bench runs beside us, or for training:
# LOCK DIRECTORY [LOCK…].
# Hash-pinned like our own; nothing of it reaches the product's environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly directory=$2
readonly locks=("$1" "${@:3}")
uv=$(command -v uv || echo .cache/tools/bin/uv)
made_from=$(cat "${locks[@]}" | sha256sum)
stamp=$directory/.made-from
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$made_from" ]; then exit 0; fi
printf 'bench: installing into %s\n' "$directory" >&2
rm -rf "$directory"
"$uv" venv -q -p .venv/bin/python "$directory"
"$uv" pip sync -q -p "$directory/bin/python" --require-hashes "${locks[@]}" >&2
printf '%s\n' "$made_from" >"$stamp"
