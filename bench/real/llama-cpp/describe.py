"""Writes what the serving model needs to know of this machine and of a model file.

usage: describe.py MODEL.gguf THREADS DAY FOLDER

FOLDER/model.csv has the dimensions in the GGUF's own metadata; FOLDER/machine.csv what THREADS
threads read from memory and multiply in a second, measured here. Both have the columns of the
catalog's files, so --prices takes them.
"""

import csv
import os
import platform
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import gguf
import numpy

ROUNDS = 7
VECTOR = 48 * 1024 * 1024
MATRIX = 1536


def best(threads, work, amount):
    """The most of `amount` a second that all threads together did in any round."""
    rates = []
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(ROUNDS):
            start = time.perf_counter()
            list(pool.map(work, range(threads)))
            rates.append(amount * threads / (time.perf_counter() - start))
    return round(max(rates))


def read_bytes_a_second(threads):
    """Two vectors far over the caches, read once each."""
    pairs = [
        (numpy.ones(VECTOR, numpy.float32), numpy.ones(VECTOR, numpy.float32))
        for _ in range(threads)
    ]
    return best(threads, lambda i: float(numpy.dot(*pairs[i])), 2 * 4 * VECTOR)


def operations_a_second(threads):
    """Single-precision products of square matrices; an addition counts as one."""
    pairs = [
        (numpy.ones((MATRIX, MATRIX), numpy.float32), numpy.ones((MATRIX, MATRIX), numpy.float32))
        for _ in range(threads)
    ]
    return best(threads, lambda i: numpy.dot(*pairs[i])[0, 0], 2 * MATRIX**3)


def write(path, row):
    with open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, row.keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)


def cpu_name():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        found = re.search(r"model name\s*:\s*(.+)", info.read())
    return found.group(1).strip() if found else platform.processor()


def memory_bytes():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def machine(threads, day):
    bandwidth = read_bytes_a_second(threads)
    return {
        "id": "this-cpu",
        "name": f"{cpu_name()} with {threads} of {os.cpu_count()} cores",
        "vendor": "this machine",
        "memory_bytes": memory_bytes(),
        "bandwidth_bytes_per_second": bandwidth,
        "bf16_flops": operations_a_second(threads),
        "fp8_flops": "",
        "int8_ops": "",
        "fp4_flops": "",
        "link_bytes_per_second": "",
        "pcie_bytes_per_second": bandwidth,
        "tdp_watts": "",
        "verified": "yes",
        "source": f"describe.py, numpy {numpy.__version__}",
        "as_of": day,
        "note": f"best of {ROUNDS} rounds; the multiply rate is of single precision",
    }


def model(path, day):
    reader = gguf.GGUFReader(path)
    name = os.path.basename(os.path.realpath(path)).split(".")[0]
    architecture = reader.fields["general.architecture"].contents()

    def field(name, default=None):
        found = reader.fields.get(f"{architecture}.{name}")
        return default if found is None else found.contents()

    shapes = {tensor.name: [int(n) for n in tensor.shape] for tensor in reader.tensors}
    stored = sum(int(tensor.n_bytes) for tensor in reader.tensors)
    total = sum(int(tensor.n_elements) for tensor in reader.tensors)
    tied = "output.weight" not in shapes
    hidden, vocabulary = shapes["token_embd.weight"]
    layers = int(field("block_count"))
    heads = int(field("attention.head_count"))
    kv_heads = int(field("attention.head_count_kv", heads))
    head = int(field("attention.key_length", hidden // heads))
    if field("expert_count") or field("attention.sliding_window"):
        sys.exit(f"{path}: experts or sliding windows, which this script does not describe")
    return {
        "id": name.lower(),
        "name": name,
        "kind": "dense",
        "attention": "full",
        "params_total": total,
        "params_active": total - (0 if tied else hidden * vocabulary),
        "layers": layers,
        "hidden": hidden,
        "heads": heads,
        "kv_heads": kv_heads,
        "head_dim": head,
        "intermediate": int(field("feed_forward_length")),
        "vocab": vocabulary,
        "tied_embeddings": str(tied).lower(),
        "max_context": int(field("context_length")),
        "experts": "",
        "experts_per_token": "",
        "expert_intermediate": "",
        "shared_experts": "",
        "dense_layers_first": "",
        "mla_kv_rank": "",
        "mla_rope_dim": "",
        "full_layers": layers,
        "sliding_layers": 0,
        "linear_layers": 0,
        "sliding_window": "",
        "kv_bytes_per_token_bf16": 2 * layers * kv_heads * head * 2,
        "kv_bytes_per_sequence_bf16": 0,
        "throughput_model": "yes",
        "verified": "yes",
        "source": os.path.basename(os.path.realpath(path)),
        "as_of": day,
        "note": f"{stored} bytes of tensors",
    }


def main():
    path, threads, day, folder = sys.argv[1:]
    write(os.path.join(folder, "model.csv"), model(path, day))
    write(os.path.join(folder, "machine.csv"), machine(int(threads), day))


main()
