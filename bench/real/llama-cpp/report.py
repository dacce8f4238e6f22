"""Calibrates on the runs marked so, foretells the others, and prints both beside what was measured.

usage: report.py BREAKEVEN FOLDER RUNS.csv

FOLDER is what run.sh measured. Markdown goes to standard output, the constants to FOLDER/own.csv.
"""

import csv
import json
import math
import os
import statistics
import subprocess
import sys

BEFORE, AFTER = "built-in", "own"
FIGURES = (
    ("output tok/s", lambda run: run.tokens_a_second, lambda sim: sim["output_tok_s"]),
    ("TPOT p50 ms", lambda run: quantile(run.tpot, 0.5), lambda sim: sim["tpot_ms"]["p50"]),
    ("TTFT p50 ms", lambda run: quantile(run.ttft, 0.5), lambda sim: sim["ttft_ms"]["p50"]),
    ("TTFT p95 ms", lambda run: quantile(run.ttft, 0.95), lambda sim: sim["ttft_ms"]["p95"]),
)


class Measured:
    """A run as the simulator counts: every answered call, from the first one due to the last end."""

    def __init__(self, path):
        calls = [row for row in rows(path) if row["ending"] == "complete"]
        due = [float(row["due_ms"]) for row in calls]
        first = [float(row["first_ms"]) for row in calls]
        end = [float(row["end_ms"]) for row in calls]
        tokens = [int(row["output_tokens"]) for row in calls]
        self.ttft = [at - begin for begin, at in zip(due, first)]
        self.tpot = [(last - at) / (n - 1) for at, last, n in zip(first, end, tokens) if n > 1]
        self.tokens_a_second = sum(tokens) / (max(end) - min(due)) * 1e3
        self.calls = len(calls)


def quantile(values, part):
    """By nearest rank."""
    return sorted(values)[max(1, math.ceil(part * len(values))) - 1]

class Report:
    def __init__(self, breakeven, folder, plan):
        self.breakeven = breakeven
        self.folder = folder
        self.use = {row["run"]: row["use"] for row in rows(plan)}
        self.runs = {row["run"]: row for row in rows(self.path("runs.csv"))}
        with open(self.path("deployment.properties"), encoding="utf-8") as text:
            self.deployment = dict(line.strip().split("=", 1) for line in text)

    def path(self, name):
        return os.path.join(self.folder, name)

    def call(self, *arguments):
        command = [self.breakeven, *arguments]
        command += ["--prices", self.path("machine.csv"), "--prices", self.path("model.csv")]
        done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: {done.stderr or done.stdout}")
        return json.loads(done.stdout)

    def points(self, use):
        """The points of the runs for `use`, in a file of their own."""
        points = rows(self.path("points.csv"))
        kept = [row for row in points if self.use[row["source_path"]] == use]
        target = self.path(f"points-{use}.csv")
        with open(target, "w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, points[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)
        return target

    def constants(self, of):
        return [] if of == BEFORE else ["--calibration", self.path("own.csv")]

    def simulate(self, run, of):
        return self.call(
            "lab", "simulate", self.path(run + ".jsonl"),
            "--model", self.deployment["model"], "--gpu", self.deployment["gpu"],
            "--quant", self.deployment["quant"], "--engine", self.deployment["engine"],
            "--max-num-seqs", self.deployment["max_num_seqs"], *self.constants(of),
        )  # fmt: skip

    def print(self):
        self.call("lab", "calibrate", self.points("calibrate"), "-o", self.path("own.csv"))
        self.print_machine()
        for use in ("predict", "calibrate"):
            self.print_runs(use)
        self.print_closed_form()

    def print_machine(self):
        gpu = rows(self.path("machine.csv"))[0]
        model = rows(self.path("model.csv"))[0]
        constants = rows(self.path("own.csv"))[0]
        print(
            f"{gpu['name']}: {float(gpu['bandwidth_bytes_per_second']) / 1e9:.1f} GB/s read, "
            f"{float(gpu['bf16_flops']) / 1e9:.1f} GFLOP/s. {model['name']}: "
            f"{int(model['params_total']) / 1e6:.1f} M parameters, {model['note']}.\n"
        )
        print("Fitted constants: " + ", ".join(f"{k} {v}" for k, v in constants.items() if v) + "\n")

    def print_runs(self, use):
        runs = [run for run in self.runs if self.use[run] == use]
        simulated = {(run, of): self.simulate(run, of) for run in runs for of in (BEFORE, AFTER)}
        title = "Runs that were foretold" if use == "predict" else "Runs that were fitted to"
        print(f"{title}: measured, and the simulator's error with {BEFORE} and {AFTER} constants\n")
        print("| run | calls | calls/s | in, out | not answered | load average |", end="")
        print("".join(f" {name} | | |" for name, _, _ in FIGURES))
        print("|---|---:|---:|---:|---:|---:|" + "---:|---:|---:|" * len(FIGURES))
        errors = {(name, of): [] for name, _, _ in FIGURES for of in (BEFORE, AFTER)}
        for run in runs:
            row = self.runs[run]
            calls = Measured(self.path(run + ".calls.csv"))
            missing = int(row["due"]) - int(row["complete"])
            cells = [run, str(calls.calls), f"{float(row['rate']):.2f}", f"{float(row['isl']):.0f}, {float(row['osl']):.0f}"]
            cells += [str(missing), f"{float(row['load_average']):.0f}"]
            for name, of_run, of_simulation in FIGURES:
                measured = of_run(calls)
                cells.append(f"{measured:.3g}")
                for of in (BEFORE, AFTER):
                    foretold = of_simulation(simulated[run, of])
                    if foretold is None:
                        cells.append("unknown")
                        continue
                    error = foretold / measured - 1
                    errors[name, of].append(abs(error))
                    cells.append(f"{error:+.0%}")
            print("| " + " | ".join(cells) + " |")
        medians = []
        for name, _, _ in FIGURES:
            medians.append("")
            for of in (BEFORE, AFTER):
                found = errors[name, of]
                medians.append(f"{statistics.median(found):.1%}" if found else "")
        print("| median of absolute errors | | | | | | " + " | ".join(medians) + " |\n")

    def print_closed_form(self):
        predicted = self.points("predict")
        print("The closed form on the runs that were foretold, TPOT at the concurrency that was seen,")
        print("median of absolute errors:\n")
        print("| metric | points | " + " | ".join(f"{of} constants" for of in (BEFORE, AFTER)) + " |")
        print("|---|---:|---:|---:|")
        found = {of: self.call("lab", "accuracy", predicted, *self.constants(of))["metrics"]
                 for of in (BEFORE, AFTER)}  # fmt: skip
        for metric, before in found[BEFORE].items():
            after = found[AFTER][metric]
            print(
                f"| {metric} | {before['n']} | {before['median_abs_pct']:.1f} % "
                f"| {after['median_abs_pct']:.1f} % |"
            )


def rows(path):
    with open(path, newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


Report(*sys.argv[1:]).print()
