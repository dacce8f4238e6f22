#!/usr/bin/env python3
"""Runs a trace through vidur's simulator with step times that are linear in the batch.

usage: simulate.py TRACE.jsonl SCRATCH-FOLDER, prints one line of JSON

vidur's own predictor of step times is replaced: it is trained on profiles that it downloads. All
else is vidur's: its events, its Sarathi scheduler (chunked prefill), its KV blocks.
"""
import json
import logging
import sys
import time

from vidur._native.entities import ExecutionTime
from vidur.config import config as c
from vidur.entities import Request
from vidur.execution_time_predictor import ExecutionTimePredictorRegistry
from vidur.request_generator import RequestGeneratorRegistry
from vidur.request_generator.base_request_generator import BaseRequestGenerator
from vidur.simulator import Simulator
from vidur.types import ExecutionTimePredictorType, RequestGeneratorType

# milliseconds of a step: fixed, a token computed, a token of context read
STEP_MS, TOKEN_MS, CONTEXT_MS = 8.0, 0.026, 0.00005


class LinearSteps:
    """In the place of vidur's predictor; counts the steps it was asked about."""

    steps = 0
    seconds = 0.0

    def __init__(self, **_):
        pass

    def get_execution_time(self, batch, _stage):
        ms = (STEP_MS + TOKEN_MS * batch.total_num_q_tokens
              + CONTEXT_MS * batch.total_num_kv_tokens)
        LinearSteps.steps += 1
        LinearSteps.seconds += ms / 1000
        # one layer, all of whose time is in the first of its thirteen parts
        return ExecutionTime(1, ms, *[0.0] * 13)


class Rows(BaseRequestGenerator):
    requests = []

    def generate_requests(self):
        with open(sys.argv[1], encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                Rows.requests.append(Request(row["at_ms"] / 1000, row["input"], row["output"]))
        return Rows.requests


def replace(registry, key, implementation):
    registry.unregister(key)
    registry.register(key, implementation)


def configuration():
    replica = c.ReplicaConfig(model_name="meta-llama/Llama-3-8B", num_pipeline_stages=1,
                              tensor_parallel_size=1)
    # vLLM's limits on a card of 80 GB, as Breakeven has them
    scheduler = c.SarathiSchedulerConfig(batch_size_cap=1024, chunk_size=8192)
    return c.SimulationConfig(
        cluster_config=c.ClusterConfig(replica_config=replica, replica_scheduler_config=scheduler),
        request_generator_config=c.TraceRequestGeneratorConfig(max_tokens=8192),
        metrics_config=c.MetricsConfig(write_metrics=False, store_plots=False,
                                       enable_chrome_trace=False, output_dir=sys.argv[2]))


def main():
    logging.getLogger("vidur").setLevel(logging.WARNING)
    replace(ExecutionTimePredictorRegistry, ExecutionTimePredictorType.RANDOM_FORREST, LinearSteps)
    replace(RequestGeneratorRegistry, RequestGeneratorType.TRACE_REPLAY, Rows)
    simulator = Simulator(configuration())
    wall, cpu = time.perf_counter(), time.process_time()
    simulator.run()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    served = [r for r in Rows.requests if r.completed]
    ttft = sorted(r.prefill_completed_at - r.arrived_at for r in served)
    print(json.dumps({
        "requests": len(Rows.requests),
        "served": len(served),
        "restarts": sum(r.num_restarts for r in served),
        "engine_steps": LinearSteps.steps,
        "busy_seconds": LinearSteps.seconds,
        "elapsed_seconds": simulator._time,
        "ttft_p50_ms": ttft[len(ttft) // 2] * 1000,
        "wall_seconds": wall,
        "cpu_seconds": cpu}))


main()
