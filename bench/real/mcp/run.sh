#!/bin/sh
# Times the start of `breakeven mcp` and the answers of its tools on a large ledger.
# usage: run.sh [CALLS]
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
. "$root/.mvn/house.sh"
find_jdk
calls=${1:-10000000}
day=$(date -u +%F)
home=${BREAKEVEN_BENCH_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/breakeven-bench}
work=$home/mcp-$calls-$day

"$root/dev" ensure
"$root/dev" bench -l >/dev/null # builds it
if [ ! -e "$work/.whole" ]; then
  rm -rf "$home/mcp-$calls"-* # tools look at the last thirty days
  mkdir -p "$work"
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp "$root/bench/target/app/*" \
    dev.breakeven.bench.McpLedger "$work/ledger" "$calls" "$day"
  touch "$work/.whole"
fi

# Every file is read once before, so that it is in the page cache.
find "$work" -type f -exec cat {} + >/dev/null
cd "$root/bench/real/mcp-inspector/estate"
"$JAVA_HOME/bin/java" -cp "$root/bench/target/app/*" dev.breakeven.bench.McpAnswers \
  "$root/breakeven" mcp --ledger "$work/ledger" --from-file bill.csv --from-file gpu.json
