#!/bin/sh
# Times `breakeven audit` on a large estate: a month of FOCUS, and a cluster with a month of metrics.
# usage: run.sh [ROWS] [PODS] [HOURS]; needs GNU time, and 5 GB of disk for the input.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
. "$root/.mvn/house.sh"
find_jdk
rows=${1:-5000000}
pods=${2:-10000}
hours=${3:-720}
work=${BREAKEVEN_BENCH_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/breakeven-bench}/audit-$rows-$pods-$hours

"$root/dev" ensure
if [ ! -e "$work/.whole" ]; then
  "$root/dev" bench -l >/dev/null # builds it
  mkdir -p "$work"
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$root/bench/target/app/*" \
    dev.breakeven.bench.AuditInput "$work" "$rows" "$pods" "$hours"
  touch "$work/.whole"
fi

# The file is read once before, so that it is in the page cache.
timed() {
  what=$1
  shift
  find "$@" -type f -exec cat {} + >/dev/null
  command time -f "$what: %e s, CPU %U + %S s, peak %M KiB" \
    "$root/breakeven" audit --ledger "$work/none" --json --from-file "$@" >"$work/audit.json"
}

timed "$rows rows of FOCUS" "$work/bill.csv"
timed "$pods pods, $hours hours" "$work/cluster"
