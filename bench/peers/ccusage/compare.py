#!/usr/bin/env python3
"""Compares the totals of ccusage (Claude Code, then Codex) with Breakeven's; fails on a difference.

usage: compare.py CCUSAGE.json BREAKEVEN.json
"""
import json
import sys


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    decoder = json.JSONDecoder()
    claude, end = decoder.raw_decode(text)
    codex, _ = decoder.raw_decode(text[end:].lstrip())
    theirs = {
        ("claude-code", "input"): claude["totals"]["inputTokens"],
        ("claude-code", "cacheRead"): claude["totals"]["cacheReadTokens"],
        ("claude-code", "cacheWrite"): claude["totals"]["cacheCreationTokens"],
        ("claude-code", "output + reasoning"): claude["totals"]["outputTokens"],
        ("codex", "input"): codex["totals"]["inputTokens"],
        ("codex", "cacheRead"): codex["totals"]["cacheReadTokens"],
        ("codex", "reasoning"): codex["totals"]["reasoningOutputTokens"],
        ("codex", "output + reasoning"): codex["totals"]["outputTokens"],
    }
    ours = {}
    for key, counts in json.load(open(sys.argv[2], encoding="utf-8")).items():
        if key != "calls":
            source = key.split()[0]
            both = counts["output"] + counts["reasoning"]
            for name, count in dict(counts, **{"output + reasoning": both}).items():
                ours[source, name] = ours.get((source, name), 0) + count
    differ = 0
    for key, count in theirs.items():
        same = ours.get(key, 0) == count
        differ += not same
        print("%-12s %-20s ccusage %15d  breakeven %15d  %s"
              % (*key, count, ours.get(key, 0), "same" if same else "DIFFERENT"))
    sys.exit(differ > 0)


main()
