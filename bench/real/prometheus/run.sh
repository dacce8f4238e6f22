#!/bin/sh
# A real Prometheus, filled with 14 days of GPU and engine metrics and scraping live ones, audited.
# usage: run.sh [FOLDER]; exits 1 when the audit does not find what was planted. Needs Debian's
# package prometheus (apt-get install prometheus) and Python 3.9+.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
. "$root/.mvn/house.sh"
find_jdk
command -v promtool >/dev/null || { echo 'run: apt-get install prometheus' >&2; exit 2; }
out=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/breakeven-bench/prometheus/$(date +%Y-%m-%dT%H%M%S)}
[ ! -e "$out" ] || { echo "run: $out exists" >&2; exit 1; }
mkdir -p "$out"
"$root/dev" ensure >/dev/null # builds the command
exec python3 "$here/drive.py" "$root/breakeven" "$out"
