"""Asks a model on llama.cpp's server what is known, and writes what it managed.

usage: drive.py BREAKEVEN LLAMA-SERVER MODEL.gguf FOLDER

The estate is the small one of ../mcp-inspector. FOLDER/report.md has a line for each question and
the answers word for word; the exit code is 1 when a figure that no query returned was let through.
"""

import json
import os
import pathlib
import platform
import re
import socket
import subprocess
import sys
import time
import urllib.request

breakeven, llama_server, weights = sys.argv[1:4]
folder = pathlib.Path(sys.argv[4]).resolve()
estate = pathlib.Path(__file__).resolve().parent.parent / "mcp-inspector" / "estate"
name = pathlib.Path(weights).stem

# threads that wait for one another crawl on a machine that does other work
THREADS = max(1, os.cpu_count() - 1)

# a question and the figures of its right answer, by hand from the files of the estate
QUESTIONS = [
    ("analyze my AI infrastructure spend: what am I paying for GPU, what am I paying for API calls,"
     " and where is the waste", ["1,344.00", "1.76", "1,399.17"]),
    ("Which team spends most on API calls, and how much?", ["0.867"]),
    ("How many calls did each team make?", ["10"]),
    ("Which GPU machine is idle, and what does that cost a month?", ["1,399.17"]),
    ("What do 12,000 input tokens and 800 output tokens of gpt-4o cost?", ["0.038"]),
    ("Which sources were read, and how many rows does the bill have?", ["28"]),
]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start():
    port = free_port()
    log = open(folder / "server.log", "w")
    server = subprocess.Popen(
        [llama_server, "--host", "127.0.0.1", "--port", str(port), "--model", weights,
         "--alias", name, "--threads", str(THREADS), "--parallel", "1",
         "--ctx-size", "16384", "--temp", "0", "--jinja"], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url + "/health", timeout=5):
                return server, url
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise SystemExit("the server does not start; see server.log")


def plain(text):
    return text.replace(",", "")


def asked(url, question):
    began = time.monotonic()
    done = subprocess.run(
        [breakeven, "ask", "--json", "--offline", "--model", name, "--endpoint", url,
         "--ledger", str(folder / "ledger"), "--from-file", "bill.csv", "--from-file", "gpu.json",
         question], cwd=estate, capture_output=True, text=True)
    if not done.stdout:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout), done.returncode, time.monotonic() - began


def write(rows, words):
    (folder / "report.md").write_text(
        f"{name}, {THREADS} threads, {platform.machine()}, {time.strftime('%F')}\n\n"
        "| question | queries | right figures returned | right figures said | figures kept | struck |"
        " exit | took |\n|---|---|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n\n"
        + "\n".join(words))


def main():
    subprocess.run(
        [breakeven, "import", str(estate / "calls.csv"), "--ledger", str(folder / "ledger"), "--map",
         "at=created,model=llm,provider=host,input_total=prompt,cache_read=cached,"
         "output_total=completion,team=team,service=svc"], check=True, capture_output=True)
    server, url = start()
    rows, words, unbacked = [], [], 0
    try:
        for question, right in QUESTIONS:
            answer, status, took = asked(url, question)
            text = answer.get("answer") or ""
            kept = [figure["figure"] for figure in answer["figures"]]
            said = re.sub(r"~~.*?~~", "", text)
            hit = [each for each in right if plain(each) in plain(said)]
            returned = plain(json.dumps(answer["queries"]))
            unbacked += sum(not figure["from"] for figure in answer["figures"])
            queries = ", ".join(f"`{each['query']}`" for each in answer["queries"]) or "none"
            seen = sum(plain(each) in returned for each in right)
            rows.append(f"| {question} | {queries} | {seen} of {len(right)} | {len(hit)} of "
                        f"{len(right)} | {len(kept)} | {len(answer['struck'])} | {status} | {took:.0f} s |")
            notes = "".join(f"\n> note: {note}" for note in answer["notes"])
            words.append(f"**{question}**\n\n> " + "\n> ".join(text.splitlines() or ["(no answer)"])
                         + notes + "\n")
            print(rows[-1], flush=True)
            write(rows, words)
    finally:
        server.terminate()
        server.wait(30)
    sys.exit(unbacked > 0)


main()
