#!/bin/sh
# Reads the same generated logs with ccusage and with Breakeven: the totals must be the same.
# usage: run.sh [MEGABYTES] [FOLDER], the folder for the logs and for ccusage, outside the checkout
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$here/../../..
megabytes=${1:-1024}
work=${2:-${TMPDIR:-/tmp}/breakeven-ccusage}
version=20.0.24
runs=3

mkdir -p "$work"
[ -d "$work/home-$megabytes" ] || python3 "$here/generate.py" "$work/home-$megabytes" "$megabytes"
home=$work/home-$megabytes
if [ ! -e "$work/node_modules/ccusage" ]; then
  (cd "$work" && npm install --no-save --ignore-scripts --silent "ccusage@$version")
fi
"$root/dev" quick >/dev/null
app="$root/cli/target/app/*"
"${JAVA_HOME:?}/bin/javac" -cp "$app" -d "$work/classes" "$here/Totals.java"

ccusage() { HOME=$home node "$work/node_modules/ccusage/src/cli.js" "$@" --json --offline; }
breakeven() { "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -cp "$work/classes:$app" Totals "$home"; }

# wall, user and system seconds of the best of several runs, by wall time
best() {
  label=$1
  shift
  for _ in $(seq "$runs"); do
    /usr/bin/env bash -c 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1' bash "$@" 2>&1
  done | sort -n | head -1 | sed "s/^/$label: /"
}

find "$home" -type f -exec cat {} + >/dev/null
{
  ccusage claude daily
  ccusage codex daily
} >"$work/ccusage.json"
breakeven >"$work/breakeven.json" 2>"$work/breakeven.counts"
python3 "$here/compare.py" "$work/ccusage.json" "$work/breakeven.json"

du -sm "$home" | awk '{ print "logs: " $1 " MiB" }'
best "cat" find "$home" -type f -exec cat {} +
best "breakeven" "$JAVA_HOME/bin/java" -Xmx512m -XX:+UseSerialGC -cp "$work/classes:$app" Totals "$home"
best "ccusage claude" env "HOME=$home" node "$work/node_modules/ccusage/src/cli.js" claude daily --json --offline
best "ccusage codex" env "HOME=$home" node "$work/node_modules/ccusage/src/cli.js" codex daily --json --offline
