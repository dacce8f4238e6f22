#!/bin/sh
# Measures llama.cpp's server on this machine's CPU and says how well the serving model foretells it.
# usage: run.sh [FOLDER] [RUNS.csv]; results go to FOLDER, by default one beside the installation.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
. "$root/.mvn/house.sh"
find_jdk
day=$(date +%F)
work=$("$here/install.sh")
out=${1:-$work/results/$(date +%Y-%m-%dT%H%M%S)}
runs=${2:-$here/runs.csv}
slots=16
context=2048

[ ! -e "$out/points.csv" ] || { echo "run: $out has results already" >&2; exit 1; }
mkdir -p "$out"
python=$work/venv/bin/python
# one core is for the driver
cores=$(nproc)
threads=$((cores > 1 ? cores - 1 : 1))
pin() { shift; "$@"; }
if [ "$cores" -gt 1 ] && command -v taskset >/dev/null; then
  pin() { on=$1; shift; exec taskset -c "$on" "$@"; }
fi

"$root/dev" bench -l >/dev/null # builds it
"$root/dev" quick >/dev/null
(pin "1-$threads" "$python" "$here/describe.py" "$work/model.gguf" "$threads" "$day" "$out")
model=$(sed -n '2s/,.*//p' "$out/model.csv")
cat >"$out/deployment.properties" <<PROPERTIES
source=own
engine=llama.cpp
engine_version=llama-cpp-python 0.3.36
model=$model
quant=int4
gpu=this-cpu
gpu_count=1
tp=1
max_num_seqs=$slots
PROPERTIES

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
(pin "1-$threads" "$work/build/bin/llama-server" --host 127.0.0.1 --port "$port" \
  --model "$work/model.gguf" --threads "$threads" --parallel "$slots" \
  --ctx-size $((slots * context)) --batch-size 2048 --no-cache-prompt --cache-ram 0 \
  >"$out/server.log" 2>&1) &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || :' EXIT
trap 'exit 1' INT TERM
ready="import urllib.request; urllib.request.urlopen('$url/health')"
tries=60
until "$python" -c "$ready" 2>/dev/null; do
  tries=$((tries - 1))
  if [ "$tries" -eq 0 ] || ! kill -0 "$server" 2>/dev/null; then
    tail -n 20 "$out/server.log" >&2
    echo 'run: the server does not start' >&2
    exit 1
  fi
  sleep 1
done

(pin 0 "$JAVA_HOME/bin/java" -cp "$root/bench/target/app/*" \
  dev.breakeven.bench.load.EngineRuns "$url" "$model" "$out/deployment.properties" "$runs" "$out")
"$python" "$here/report.py" "$root/breakeven" "$out" "$runs" | tee "$out/report.md"
