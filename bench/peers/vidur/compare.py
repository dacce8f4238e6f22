#!/usr/bin/env python3
"""Simulates the same requests with vidur and with Breakeven; the best of three runs of each.

usage: compare.py BREAKEVEN FOLDER, run by the Python that has vidur
"""
import json
import os
import resource
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
RATE = 12  # requests a second: about 70 % load
RUNS = 3
BOTH = [2_000, 20_000]
OURS_ALONE = [200_000, 1_000_000]


def run(command):
    """The JSON that `command` prints, with the user and system seconds of the whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE,
                         env=dict(os.environ, BREAKEVEN_NO_BUILD="1")).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = json.loads(out.splitlines()[-1])
    result["process_cpu"] = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return result


def best(name, command, requests):
    runs = [run(command) for _ in range(RUNS)]
    result = min(runs, key=lambda r: r["process_cpu"])
    if result["requests"] != requests or result["served"] != requests:
        sys.exit("%s served %d of %d" % (name, result["served"], requests))
    cpu = result["process_cpu"]
    print("%-9s %9d requests %9d steps  whole process %7.2f s CPU (%s): %9.0f requests/s %9.0f"
          " steps/s" % (name, requests, result["engine_steps"], cpu,
                        " ".join("%.2f" % r["process_cpu"] for r in runs),
                        requests / cpu, result["engine_steps"] / cpu))
    inside = min(r.get("cpu_seconds", r["wall_seconds"]) for r in runs)
    print("%9s simulation alone %.3f s %s; trace lasts %.0f s, pre-empted %d"
          % ("", inside, "CPU" if "cpu_seconds" in result else "wall",
             result["elapsed_seconds"], result.get("restarts", result.get("preemptions"))))
    return cpu


def main():
    breakeven, work = sys.argv[1:]
    for requests in BOTH + OURS_ALONE:
        trace = os.path.join(work, "%d.jsonl" % requests)
        if not os.path.exists(trace):
            subprocess.run([sys.executable, os.path.join(HERE, "generate.py"),
                            str(requests), str(RATE), trace], check=True)
        ours = best("breakeven", [breakeven, "lab", "simulate", trace, "--model", "llama-3.1-8b",
                                  "--gpu", "h100-sxm", "--json"], requests)
        if requests in BOTH:
            theirs = best("vidur", [sys.executable, os.path.join(HERE, "simulate.py"), trace,
                                    os.path.join(work, "out")], requests)
            print("%9s ratio of CPU time, whole process: %.1f" % ("", theirs / ours))
        sys.stdout.flush()


main()
