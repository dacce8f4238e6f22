#!/bin/sh
# Installs the other gateways, each in the version pinned here, into a folder outside the checkout.
# usage: install.sh [FOLDER]. A peer that cannot be installed is said to be missing and left out.
# Needs npm, Python 3 and, for nginx, Debian's nginx-light (apt-get install nginx-light).
set -u

home=${BREAKEVEN_BENCH_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/breakeven-bench}
work=${1:-$home/gateway}
portkey=1.15.2
# newer ones, which npm would take, make Portkey answer every stream with 'TypeError: immutable'
node_server=1.14.1
litellm=1.103.0 # never 1.82.7 or 1.82.8, which were malicious
sglang_router=0.3.2

mkdir -p "$work"
missing() { echo "missing: $1 (see $work/$1.log)"; }

if [ ! -e "$work/portkey/.installed-$portkey-$node_server" ]; then
  rm -rf "$work/portkey"
  mkdir -p "$work/portkey"
  printf '{"private": true, "dependencies": {"%s": "%s"}, "overrides": {"%s": "%s"}}\n' \
    @portkey-ai/gateway "$portkey" @hono/node-server "$node_server" >"$work/portkey/package.json"
  if (cd "$work/portkey" && npm install --ignore-scripts --silent) >"$work/portkey.log" 2>&1; then
    touch "$work/portkey/.installed-$portkey-$node_server"
  else
    missing portkey
  fi
fi

# a Python package in a virtual environment of its own: name, requirement, version
python_peer() {
  [ -e "$work/$1/.installed-$3" ] && return
  rm -rf "${work:?}/$1"
  if { python3 -m venv "$work/$1" && "$work/$1/bin/pip" install --quiet "$2==$3"; } \
    >"$work/$1.log" 2>&1; then
    touch "$work/$1/.installed-$3"
  else
    missing "$1"
  fi
}
python_peer litellm 'litellm[proxy]' "$litellm"
python_peer sglang-router sglang-router "$sglang_router"

command -v nginx >/dev/null || echo "missing: nginx (apt-get install nginx-light)"
{
  echo "portkey $portkey"
  echo "litellm $litellm"
  echo "sglang-router $sglang_router"
  nginx -v 2>&1 | sed 's,^.*/,nginx ,'
} >"$work/versions.txt"
cat "$work/versions.txt"
