#!/bin/sh
# Puts the gateway before two servers of llama.cpp and uses it with the official Python clients.
# usage: run.sh [FOLDER]; what was seen goes to FOLDER/report.md; exits 1 when a check fails.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
. "$root/.mvn/house.sh"
find_jdk
work=$("$here/../llama-cpp/install.sh")
out=${1:-$work/results/serve-$(date +%Y-%m-%dT%H%M%S)}
[ ! -e "$out/report.md" ] || { echo "run: $out has results already" >&2; exit 1; }
mkdir -p "$out"

venv=$work/clients
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
"$root/dev" ensure >/dev/null # builds the gateway
exec "$venv/bin/python" "$here/drive.py" "$root/breakeven" \
  "$work/build/bin/llama-server" "$work/model.gguf" "$out"
