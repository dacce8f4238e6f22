#!/usr/bin/env python3
"""Writes a trace of requests at Poisson times, the same bytes for the same arguments.

usage: generate.py REQUESTS REQUESTS_PER_SECOND FILE.jsonl

Lengths are log-normal: prompts of 735 tokens in the median, answers of 134, both cut off so that no
request is over 8,192 tokens.
"""
import json
import random
import sys


def main():
    requests, rate = int(sys.argv[1]), float(sys.argv[2])
    rng = random.Random(1)
    now = 0.0
    with open(sys.argv[3], "w", encoding="utf-8") as out:
        for _ in range(requests):
            now += rng.expovariate(rate) * 1000
            prompt = min(6692, max(1, round(rng.lognormvariate(6.6, 1))))
            answer = min(1500, max(1, round(rng.lognormvariate(4.9, 0.8))))
            row = {"at_ms": round(now, 3), "input": prompt, "output": answer}
            out.write(json.dumps(row, separators=(",", ":")) + "\n")


main()
