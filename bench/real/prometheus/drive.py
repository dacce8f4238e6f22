"""Audits a real Prometheus whose wastes are known.

usage: drive.py BREAKEVEN FOLDER

Three machines of a made-up cloud. On `gpu-0` one of two GPUs stands idle; on `gpu-1` a pod holds a
GPU and serves nothing; on `gpu-2`, all busy, requests wait. The newest DCGM has the profiling field,
older exporters have only the coarse one; one engine has the old name of the KV metric.
"""

import datetime
import http.server
import json
import pathlib
import socket
import subprocess
import sys
import threading
import time
import urllib.request

breakeven = sys.argv[1]
folder = pathlib.Path(sys.argv[2])
DAYS = 14
STEP = 300
HOUR = 3600
END = int(time.time()) // HOUR * HOUR - 3 * HOUR  # the head of Prometheus begins after the blocks

# what a GPU-hour costs on each machine, and so what 730 idle hours cost
RATES = {"gpu-0": ("2.50", 2), "gpu-1": ("3.00", 1), "gpu-2": ("4.00", 1)}
EXPECTED = {("idle-gpu", "gpu-0"): 1825.0, ("gpu-held", "ml/silent"): 2190.0,
            ("under-provisioned", "ml/full"): None}


def gpu(name, value, host, number, pod=""):
    held = f',namespace="ml",pod="{pod}"' if pod else ""
    return (f'{name}{{UUID="GPU-{host}-{number}",gpu="{number}",Hostname="{host}",'
            f'modelName="NVIDIA H100 80GB HBM3"{held}}} {value}')


def engine(name, value, pod):
    return f'{name}{{namespace="ml",pod="{pod}",model_name="llama-3.3-70b"}} {value}'


def metrics(second):
    """Every sample of one instant, by metric, each metric's together."""
    tokens = (second - END + DAYS * 24 * HOUR) * 2500
    return {
        "DCGM_FI_DEV_GPU_UTIL": [
            gpu("DCGM_FI_DEV_GPU_UTIL", 65, "gpu-0", 0, "busy"),
            gpu("DCGM_FI_DEV_GPU_UTIL", 0, "gpu-0", 1),
            gpu("DCGM_FI_DEV_GPU_UTIL", 0, "gpu-1", 0, "silent")],
        "DCGM_FI_PROF_GR_ENGINE_ACTIVE": [
            gpu("DCGM_FI_PROF_GR_ENGINE_ACTIVE", 0.97, "gpu-2", 0, "full")],
        "DCGM_FI_DEV_FB_USED": [
            gpu("DCGM_FI_DEV_FB_USED", 70000, "gpu-0", 0, "busy"),
            gpu("DCGM_FI_DEV_FB_USED", 0, "gpu-0", 1),
            gpu("DCGM_FI_DEV_FB_USED", 71000, "gpu-1", 0, "silent"),
            gpu("DCGM_FI_DEV_FB_USED", 74000, "gpu-2", 0, "full")],
        "vllm:num_requests_running": [
            engine("vllm:num_requests_running", 0, "silent"),
            engine("vllm:num_requests_running", 64, "full")],
        "vllm:num_requests_waiting": [
            engine("vllm:num_requests_waiting", 0, "silent"),
            engine("vllm:num_requests_waiting", 9, "full")],
        "vllm:gpu_cache_usage_perc": [engine("vllm:gpu_cache_usage_perc", 0.0, "silent")],
        "vllm:kv_cache_usage_perc": [engine("vllm:kv_cache_usage_perc", 0.98, "full")],
        "vllm:generation_tokens_total": [engine("vllm:generation_tokens_total", tokens, "full")],
        "vllm:prompt_tokens_total": [engine("vllm:prompt_tokens_total", 4 * tokens, "full")],
    }


def fill():
    instants = range(END - DAYS * 24 * HOUR, END + 1, STEP)
    made = [(second, metrics(second)) for second in instants]
    with open(folder / "history.txt", "w") as out:
        for name in made[0][1]:
            counter = name.endswith("_total")
            print(f"# TYPE {name.removesuffix('_total')} {'counter' if counter else 'gauge'}", file=out)
            for at in range(len(made[0][1][name])):
                for second, values in made:
                    print(f"{values[name][at]} {second}", file=out)
        print("# EOF", file=out)
    subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics",
                    str(folder / "history.txt"), str(folder / "tsdb")],
                   check=True, capture_output=True)


class Exporter(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = "\n".join(s for each in metrics(int(time.time())).values() for s in each) + "\n"
        self.send_response(200)
        self.send_header("content-type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


def bill():
    rows = ["BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,"
            "ChargeCategory,ServiceProviderName,ServiceName,ServiceCategory,ChargeDescription,"
            "ResourceId,SkuPriceDetails"]
    last = datetime.datetime.fromtimestamp(END, datetime.timezone.utc).replace(hour=0)
    for day in range(DAYS):
        start = last - datetime.timedelta(days=DAYS - day)
        for host, (rate, gpus) in RATES.items():
            cost = float(rate) * gpus * 24
            details = json.dumps({"GpuCount": gpus}).replace('"', '""')
            rows.append(f"{cost},{cost},USD,{start:%Y-%m-%dT%H:%M:%SZ},"
                        f"{start + datetime.timedelta(days=1):%Y-%m-%dT%H:%M:%SZ},Usage,MadeUpCloud,"
                        f'Compute,Compute,GPU machine hours,{host},"{details}"')
    (folder / "bill.csv").write_text("\n".join(rows) + "\n")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start(exporter_port):
    (folder / "prometheus.yml").write_text(f"""global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: made-up
    static_configs: [{{targets: ["127.0.0.1:{exporter_port}"]}}]
""")
    port = free_port()
    process = subprocess.Popen(
        ["prometheus", f"--config.file={folder / 'prometheus.yml'}",
         f"--storage.tsdb.path={folder / 'tsdb'}", "--storage.tsdb.retention.time=60d",
         f"--web.listen-address=127.0.0.1:{port}"],
        stderr=open(folder / "prometheus.log", "w"))
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            query = url + "/api/v1/query?query=vllm:num_requests_waiting"
            with urllib.request.urlopen(query, timeout=5) as answer:
                if json.load(answer)["data"]["result"]:
                    return process, url
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("Prometheus does not start or scrape; see prometheus.log")


def run(*arguments):
    began = time.monotonic()
    done = subprocess.run([breakeven, *arguments, "--ledger", str(folder / "ledger")]
                          if arguments[0] == "audit" else [breakeven, *arguments],
                          capture_output=True, text=True)
    return done, time.monotonic() - began


def main():
    fill()
    bill()
    exporter = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Exporter)
    threading.Thread(target=exporter.serve_forever, daemon=True).start()
    prometheus, url = start(exporter.server_address[1])
    try:
        tested, _ = run("connect", "prometheus", "--test", url)
        audit = ("audit", "--prometheus", url, "--from-file", str(folder / "bill.csv"))
        page, took = run(*audit)
        document, _ = run(*audit, "--json")
    finally:
        prometheus.terminate()
        prometheus.wait(30)
    print(tested.stdout.strip().splitlines()[-1])
    print(page.stdout + page.stderr)
    print(f"first page after {took:.1f} s")
    found = {(f["rule"], f["subject"]): f["usd_month"] for f in json.loads(document.stdout)["findings"]}
    failed = False
    for key, usd in EXPECTED.items():
        seen = found.pop(key, "nothing")
        right = seen is None if usd is None else seen != "nothing" and abs(float(seen) - usd) < 0.5
        failed |= not right
        print(f"{'ok  ' if right else 'FAIL'} {key[0]} {key[1]}: {seen}, planted {usd}")
    for key, usd in found.items():
        failed = True
        print(f"FAIL {key[0]} {key[1]}: {usd}, not planted")
    sys.exit(failed)


main()
