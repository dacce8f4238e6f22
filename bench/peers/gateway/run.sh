#!/bin/sh
# Loads each gateway in the same way, in random order, and prints medians with the direct call
# subtracted. usage: run.sh [quick|full] [TRIALS] [PEER ...]
# `quick` only proves that every peer starts and answers; `full` needs a machine with nothing else
# on it: the gateway has core 0, the load and the upstream have core 1.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
home=${BREAKEVEN_BENCH_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/breakeven-bench}
work=$home/gateway
size=${1:-full}
trials=${2:-5}
[ $# -lt 2 ] && shift $# || shift 2
peers=${*:-direct nginx breakeven portkey litellm sglang-router}

"$here/install.sh" "$work"
[ -n "${BREAKEVEN_NO_BUILD:-}" ] || { "$root/dev" quick && "$root/dev" bench -l; } >"$work/build.log" 2>&1
# shellcheck source=/dev/null
. "$root/.mvn/house.sh"
find_jdk
mkdir -p "$work/nginx"
results=$work/results.csv
rm -f "$results"

pin() { if [ "$size" != closed ] && [ "$(nproc)" -gt 1 ]; then echo "taskset -c $1"; fi; }

# name, URL, command, headers
measure() {
  name=$1 url=$2 command=$3
  shift 3
  [ -z "$command" ] || command="$(pin 0) $command"
  echo "$name" >&2
  # shellcheck disable=SC2046 # the pinning is meant to split
  $(pin 1) "$JAVA_HOME/bin/java" -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow \
    -cp "${BREAKEVEN_BENCH_CP:-$root/bench/target/app/*}" dev.breakeven.bench.gateway.GatewayLoad \
    "$name" "$trial" 9210 "$url/v1/chat/completions" "$size" "$results" "$command" "$@" ||
    echo "failed: $name (its output: $work/$name.out)" >&2
}

peer() {
  case $1 in
    direct) measure direct http://127.0.0.1:9210 '' ;;
    nginx) measure nginx http://127.0.0.1:9211 "nginx -p $work/nginx -c $here/nginx.conf" ;;
    breakeven)
      rm -rf "$work/ledger"
      measure breakeven http://127.0.0.1:9212 \
        "env BREAKEVEN_NO_BUILD=yes $root/breakeven serve --config $here/breakeven.yaml --ledger $work/ledger"
      ;;
    portkey)
      measure portkey http://127.0.0.1:9213 \
        "env NODE_ENV=production node $work/portkey/node_modules/@portkey-ai/gateway/build/start-server.js --headless --port=9213" \
        "authorization:Bearer x" "x-portkey-provider:openai" \
        "x-portkey-custom-host:http://127.0.0.1:9210/v1"
      ;;
    litellm)
      measure litellm http://127.0.0.1:9214 \
        "env LITELLM_LOCAL_MODEL_COST_MAP=True NO_DOCS=True $work/litellm/bin/litellm --config $here/litellm.yaml --host 127.0.0.1 --port 9214 --num_workers 1"
      ;;
    sglang-router)
      measure sglang-router http://127.0.0.1:9215 \
        "$work/sglang-router/bin/python -m sglang_router.launch_router --worker-urls http://127.0.0.1:9210 --policy round_robin --host 127.0.0.1 --port 9215"
      ;;
    *)
      echo "run.sh: no peer '$1'" >&2
      exit 2
      ;;
  esac
}

trial=0
while [ "$trial" -lt "$trials" ]; do
  trial=$((trial + 1))
  for each in $(printf '%s\n' $peers | shuf); do peer "$each"; done
done
python3 "$here/report.py" "$results" "$work/versions.txt"
