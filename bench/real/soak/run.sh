#!/bin/sh
# The packaged gateway under mixed calls, faults, kills of a replica and reloads, for so long.
# usage: run.sh [MINUTES]; 30 without. Prints what was seen; fails when something grew or failed
# that no fault explains. Needs Linux.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
cd "$root"
./dev ensure >/dev/null # builds the gateway
./dev test e2e SoakTest -Dexcluded.tags= "-Dbreakeven.soak.minutes=${1:-30}"
cat e2e/target/soak/report.md
