#!/bin/sh
# Lists and calls every tool of `breakeven mcp` with the MCP inspector, over a small made-up estate,
# and writes what it printed to docs/reference/mcp-inspector.md. Needs npm.
# usage: run.sh [PAGE]
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../../.." && pwd -P)
page=${1:-$root/docs/reference/mcp-inspector.md}
inspector=2.12.0
node=22
work=${BREAKEVEN_BENCH_HOME:-${XDG_CACHE_HOME:-$HOME/.cache}/breakeven-bench}/mcp-inspector-$inspector

if [ ! -e "$work/.installed" ]; then
  mkdir -p "$work"
  npm install --silent --no-audit --no-fund --prefix "$work" \
    "node@$node" "@modelcontextprotocol/inspector@$inspector"
  touch "$work/.installed"
fi
PATH=$work/node_modules/.bin:$PATH

"$root/dev" ensure
ledger=$(mktemp -d)
trap 'rm -rf "$ledger"' EXIT
"$root/breakeven" import "$here/estate/calls.csv" --ledger "$ledger/ledger" --map \
  at=created,model=llm,provider=host,input_total=prompt,cache_read=cached,output_total=completion,team=team,service=svc \
  >/dev/null

# The inspector takes flags of what it starts for its own.
cat >"$ledger/server" <<SERVER
#!/bin/sh
cd "$here/estate"
exec "$root/breakeven" mcp --ledger "$ledger/ledger" --from-file bill.csv --from-file gpu.json
SERVER
chmod +x "$ledger/server"

# What the inspector prints for the method and arguments in $@.
inspect() { mcp-inspector --cli "$ledger/server" "$@"; }

texts='let all = ""; process.stdin.on("data", (part) => (all += part)).on("end", () =>
  JSON.parse(all).content.forEach((each) => console.log(each.text.trimEnd())));'
names='let all = ""; process.stdin.on("data", (part) => (all += part)).on("end", () =>
  JSON.parse(all).tools.forEach((each) => console.log(each.name)));'

call() {
  name=$1
  shift
  printf '\n## %s\n\n```text\n%s\n' "$name" "$name${*:+ $*}"
  for argument; do
    set -- "$@" --tool-arg "$argument"
    shift
  done
  inspect --method tools/call --tool-name "$name" "$@" | node -e "$texts"
  echo '```'
}

{
  cat <<PAGE
# What the MCP inspector sees

Written by \`./dev e2e-real mcp-inspector\`: \`@modelcontextprotocol/inspector\` $inspector in its CLI
mode starts \`breakeven mcp\` over [a small made-up estate](../../bench/real/mcp-inspector/estate),
lists its tools, and calls each of them once.

\`\`\`text
$(inspect --method tools/list | node -e "$names")
\`\`\`
PAGE
  call get_spend by=team
  call list_waste
  call compare_options volume=50M/month today=gpt-4o
  call plan_mix volume=50M/month today=gpt-4o
  call explain_price item=gpt-4o input=12K output=800
  call get_utilization
  call list_sources
  call query_usage by=team then_by=model
} >"$page.new"
mv "$page.new" "$page"
echo "written: $page"
