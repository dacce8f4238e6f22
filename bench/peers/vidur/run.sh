#!/bin/sh
# Simulates the same requests with vidur and with Breakeven and prints the CPU time of each.
# usage: run.sh [FOLDER], where vidur, traces and results go: outside the checkout
# Needs Python 3.11 (vidur 0.0.26 has a compiled part for it) and, the first time, PyPI.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
home=${BREAKEVEN_BENCH_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/breakeven-bench}
work=${1:-$home/vidur}
version=0.0.26

mkdir -p "$work"
if [ ! -e "$work/.installed-$version" ]; then
  [ -x "$work/venv/bin/pip" ] || python3.11 -m venv "$work/venv"
  "$work/venv/bin/pip" --quiet install "vidur==$version"
  touch "$work/.installed-$version"
fi
"$root/dev" quick >/dev/null
exec "$work/venv/bin/python" "$here/compare.py" "$root/breakeven" "$work"
