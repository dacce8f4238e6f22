"""Uses a gateway before two servers of llama.cpp, and writes what was seen.

usage: drive.py BREAKEVEN LLAMA-SERVER MODEL.gguf FOLDER

FOLDER/report.md has a line for each check; the exit code is 1 when one of them fails.
"""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import platform
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import anthropic
import openai

MODEL = "smollm2-135m"
SLOTS = 2
SPILL_AT = 2

breakeven, llama_server, weights = sys.argv[1:4]
folder = pathlib.Path(sys.argv[4])
checks = []


def check(name, passed, seen):
    checks.append((name, passed, seen))
    print(f"{'ok  ' if passed else 'FAIL'} {name}: {seen}", flush=True)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def wait_for(what, seconds, test):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            if test():
                return time.monotonic()
        time.sleep(0.02)
    raise SystemExit(f"{what} did not happen within {seconds} s")


class Engine:
    def __init__(self, name):
        self.name = name
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        log = open(folder / f"{self.name}.log", "a")
        self.process = subprocess.Popen(
            [llama_server, "--host", "127.0.0.1", "--port", str(self.port), "--model", weights,
             "--alias", MODEL, "--threads", "1", "--parallel", str(SLOTS),
             "--ctx-size", str(SLOTS * 2048), "--metrics"],
            stdout=log, stderr=log)
        wait_for(f"{self.name} ready", 60, lambda: "ok" in get(self.url + "/health"))
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def busy(self):
        return sum(slot["is_processing"] for slot in json.loads(get(self.url + "/slots")))

    def written(self):
        for line in get(self.url + "/metrics").splitlines():
            if line.startswith("llamacpp:tokens_predicted_total"):
                return int(float(line.split()[1]))
        raise SystemExit(f"{self.name} counts no tokens")


def usage(by):
    document = subprocess.run(
        [breakeven, "usage", "--ledger", str(folder / "ledger"), "--by", by, "--json"],
        check=True, capture_output=True, text=True).stdout
    return json.loads(document)


def serve(engines):
    (folder / "breakeven.yaml").write_text(f"""serve:
  port: 0
  upstreams:
    - {{name: first, url: "{engines[0].url}", provider: first, own: true, spill-at: {SPILL_AT}}}
    - {{name: second, url: "{engines[1].url}", provider: second, own: true}}
""")
    started = time.monotonic()
    process = subprocess.Popen(
        [breakeven, "serve", "--config", str(folder / "breakeven.yaml"),
         "--ledger", str(folder / "ledger")],
        stdout=subprocess.PIPE, stderr=open(folder / "serve.log", "w"), text=True)
    url = json.loads(process.stdout.readline())["url"]
    print(f"serve was ready after {time.monotonic() - started:.2f} s", flush=True)
    return process, url


def clients(url, service):
    headers = {"x-breakeven-service": service}
    return (
        openai.OpenAI(base_url=url + "/v1", api_key="none", max_retries=0, default_headers=headers),
        anthropic.Anthropic(base_url=url, api_key="none", max_retries=0, default_headers=headers))


def asked(text):
    return [{"role": "user", "content": text}]


def chats(url):
    one, other = clients(url, "chats")
    whole = one.chat.completions.create(
        model=MODEL, messages=asked("Say hello."), max_tokens=16, temperature=0)
    check("chat, OpenAI's client", whole.usage.completion_tokens > 0 and whole.choices[0].message.content,
          f"{whole.usage.prompt_tokens} + {whole.usage.completion_tokens} tokens, "
          f"{whole.choices[0].finish_reason}")
    text, last = "", None
    for part in one.chat.completions.create(
            model=MODEL, messages=asked("Say hello."), max_tokens=16, temperature=0, stream=True,
            stream_options={"include_usage": True}):
        text += part.choices[0].delta.content or "" if part.choices else ""
        last = part.usage or last
    check("stream, OpenAI's client",
          text == whole.choices[0].message.content
          and last.completion_tokens == whole.usage.completion_tokens,
          f"the same {len(text)} characters, {last.prompt_tokens} + {last.completion_tokens} tokens")
    message = other.messages.create(
        model=MODEL, messages=asked("Say hello."), max_tokens=16, extra_body={"temperature": 0})
    check("chat, Anthropic's client, translated",
          message.content[0].text == whole.choices[0].message.content
          and message.usage.output_tokens == whole.usage.completion_tokens,
          f"the same text, {message.usage.input_tokens} + {message.usage.output_tokens} tokens, "
          f"{message.stop_reason}")
    with other.messages.stream(
            model=MODEL, messages=asked("Say hello."), max_tokens=16,
            extra_body={"temperature": 0}) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    check("stream, Anthropic's client, translated",
          text == whole.choices[0].message.content
          and final.usage.output_tokens == whole.usage.completion_tokens,
          f"the same {len(text)} characters, "
          f"{final.usage.input_tokens} + {final.usage.output_tokens} tokens")
    return [whole.usage, last, whole.usage, last]


def schema(url):
    one, _ = clients(url, "schema")
    answer = one.chat.completions.create(
        model=MODEL, messages=asked("A city and its population, as JSON."), max_tokens=80,
        temperature=0,
        response_format={"type": "json_schema", "json_schema": {"name": "city", "schema": {
            "type": "object", "required": ["city", "people"], "additionalProperties": False,
            "properties": {"city": {"type": "string", "maxLength": 20},
                           "people": {"type": "integer"}}}}})
    value = json.loads(answer.choices[0].message.content)
    check("JSON schema", set(value) == {"city", "people"}, json.dumps(value))
    return [answer.usage]


def too_long(url):
    one, _ = clients(url, "too-long")
    try:
        one.chat.completions.create(model=MODEL, messages=asked("word " * 5000), max_tokens=4)
        check("a prompt beyond the context", False, "was answered")
    except openai.BadRequestError as e:
        check("a prompt beyond the context", "context" in str(e), f"400, {str(e)[:90]}…")


def cancel(url, engine, dialect):
    service = f"cancel-{dialect}"
    one, other = clients(url, service)
    text = "Count from one to one thousand in words."
    if dialect == "openai":
        stream = one.chat.completions.create(
            model=MODEL, messages=asked(text), max_tokens=1500, stream=True,
            extra_body={"ignore_eos": True})
    else:
        stream = other.messages.create(
            model=MODEL, messages=asked(text), max_tokens=1500, stream=True)
    for n, _ in enumerate(stream):
        if n == 5:
            break
    left = time.monotonic()
    stream.close()
    idle = wait_for("generation stops", 20, lambda: engine.busy() == 0)
    before = engine.written()
    time.sleep(1)
    check(f"a client that leaves a stream ({dialect})", engine.written() == before,
          f"the engine stopped {idle - left:.2f} s later, and wrote nothing in the second after")


def many(url, service, count, tokens):
    one, _ = clients(url, service)

    def call(n):
        try:
            return one.chat.completions.create(
                model=MODEL, messages=asked(f"Story number {n}."), max_tokens=tokens).usage
        except openai.APIError as e:
            return e

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(call, range(count)))
    return ([a for a in answers if not isinstance(a, Exception)],
            [a for a in answers if isinstance(a, Exception)])


def main():
    engines = [Engine("first").start(), Engine("second").start()]
    gateway, url = serve(engines)
    counted = []
    try:
        counted += chats(url)
        counted += schema(url)
        too_long(url)
        for dialect in ("openai", "anthropic"):
            cancel(url, engines[0], dialect)
        answered, failed = many(url, "saturated", 12, 60)
        counted += answered
        engines[0].kill()
        at = time.monotonic()
        after, lost = many(url, "killed", 6, 20)
        counted += after
        took = time.monotonic() - at
        engines[0].start()
        wait_for("the first engine is used again", 60,
                 lambda: many(url, "again", 1, 4)[0] and engines[0].written() > 0)
    finally:
        gateway.terminate()
        code = gateway.wait(30)
        for engine in engines:
            engine.kill()
    check("SIGTERM stops the gateway", code == 128 + signal.SIGTERM, f"exit {code}")
    rows = {(r["service"], r["provider"]): r for r in usage("service,provider")["rows"]}
    spread = {p: rows.get(("saturated", p), {}).get("calls", 0) for p in ("first", "second")}
    check("saturation overflows to the second engine",
          not failed and sum(spread.values()) == 12 and spread["second"] > 0,
          f"12 calls at once, {spread['first']} on the first with {SLOTS} slots, "
          f"{spread['second']} on the second, {len(failed)} errors")
    check("a killed engine is passed over", not lost, f"6 calls in {took:.1f} s, {len(lost)} errors")
    told = sum(u.prompt_tokens + u.completion_tokens for u in counted)
    metered = sum(row["tokens"]["total"] for (service, _), row in rows.items()
                  if service in ("chats", "schema", "saturated", "killed"))
    check("tokens in the ledger", told == metered,
          f"{metered:,}, and {told:,} in the answers that clients got")
    verify = subprocess.run([breakeven, "ledger", "verify", "--ledger", str(folder / "ledger")],
                            capture_output=True, text=True)
    check("the ledger", verify.returncode == 0, verify.stdout.strip().splitlines()[0])
    report()


def report():
    lines = [f"{platform.machine()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}", "",
             "| check | seen |", "|---|---|"]
    lines += [f"| {name}{'' if passed else ' **failed**'} | {seen} |" for name, passed, seen in checks]
    (folder / "report.md").write_text("\n".join(lines) + "\n")


main()
sys.exit(0 if all(passed for _, passed, _ in checks) else 1)
