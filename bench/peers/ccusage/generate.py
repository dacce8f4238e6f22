#!/usr/bin/env python3
"""Writes a home folder with logs of Claude Code and Codex, the same bytes for the same arguments.

usage: generate.py FOLDER MEGABYTES

A fifth of the lines are answers of a model, on up to three lines each as the answer streams in; the
rest are prompts and tool results. Every tenth session is resumed in a second file, which repeats
its answers. A twentieth of the bytes are Codex sessions.
"""
import json
import os
import random
import sys

MODELS = ["claude-sonnet-4-5-20250929", "claude-opus-4-5-20251101", "claude-haiku-4-5-20251001"]
WORDS = ["return", "usage", "the", "final", "input", "\\n", "{", "}", "public", "value", "of", "\""]


def text(rng, length):
    words = []
    size = 0
    while size < length:
        word = rng.choice(WORDS) + str(rng.randrange(1000))
        words.append(word)
        size += len(word) + 1
    return " ".join(words)


def stamp(second):
    day, rest = divmod(second, 86400)
    return "2026-%02d-%02dT%02d:%02d:%02d.%03dZ" % (
        1 + day // 28 % 9, 1 + day % 28, rest // 3600, rest // 60 % 60, rest % 60, second % 1000)


def dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False) + "\n"


def answer(rng, blocks, base, number, clock):
    usage = {
        "input_tokens": rng.randrange(1, 50),
        "cache_creation_input_tokens": rng.randrange(0, 9000),
        "cache_read_input_tokens": rng.randrange(0, 150000),
        "output_tokens": 1,
        "service_tier": "standard",
    }
    written = usage["cache_creation_input_tokens"]
    usage["cache_creation"] = {"ephemeral_5m_input_tokens": written, "ephemeral_1h_input_tokens": 0}
    message = {
        "model": MODELS[number // 3 % 3],
        "id": "msg_%012x" % rng.getrandbits(48),
        "type": "message",
        "role": "assistant",
    }
    request = "req_%012x" % rng.getrandbits(48)
    lines = []
    parts = rng.randrange(1, 4)
    for part in range(parts):
        last = part == parts - 1
        line = dict(base, type="assistant", uuid="u%012x" % rng.getrandbits(48),
                    timestamp=stamp(clock), requestId=request)
        counts = dict(usage, output_tokens=rng.randrange(20, 2000) if last else 1)
        line["message"] = dict(message, content=[{"type": "text", "text": rng.choice(blocks)[:900]}],
                               stop_reason="end_turn" if last else None, usage=counts)
        lines.append(dump(line))
    return lines


def claude(rng, blocks, root, budget):
    session = 0
    while budget > 0:
        name = "%08x-0000-4000-8000-%012x" % (rng.getrandbits(32), session)
        project = "-home-ada-src-app%d" % (session % 12)
        base = {"parentUuid": "p", "isSidechain": False, "userType": "external",
                "cwd": "/home/ada/src/app%d" % (session % 12), "sessionId": name,
                "version": "2.1.63", "gitBranch": "main"}
        folder = os.path.join(root, ".claude", "projects", project)
        os.makedirs(folder, exist_ok=True)
        answers = []
        with open(os.path.join(folder, name + ".jsonl"), "w", encoding="utf-8") as out:
            for number in range(rng.randrange(50, 400)):
                clock = session * 4000 + number * 9
                if number % 3 == 0:
                    lines = answer(rng, blocks, base, number, clock)
                    answers += lines
                else:
                    line = dict(base, type="user", uuid="u%d" % number, timestamp=stamp(clock))
                    line["message"] = {"role": "user", "content": rng.choice(blocks)}
                    lines = [dump(line)]
                for line in lines:
                    out.write(line)
                    budget -= len(line)
        if session % 10 == 9:
            with open(os.path.join(folder, "r" + name + ".jsonl"), "w", encoding="utf-8") as out:
                out.writelines(answers)
                budget -= sum(map(len, answers))
        session += 1


def codex(rng, blocks, root, budget):
    session = 0
    folder = os.path.join(root, ".codex", "sessions", "2026", "05", "01")
    os.makedirs(folder, exist_ok=True)
    while budget > 0:
        name = "019a0000-0000-7000-8000-%012x" % session
        start = stamp(session * 3000)
        lines = [dump({"timestamp": start, "type": "session_meta", "payload": {
            "id": name, "timestamp": start, "cwd": "/home/ada/src/shop", "originator": "codex_cli_rs",
            "cli_version": "0.144.2", "model_provider": "openai"}}),
            dump({"timestamp": start, "type": "turn_context",
                  "payload": {"cwd": "/home/ada/src/shop", "model": "gpt-5-codex"}})]
        total = [0, 0, 0, 0]
        for number in range(rng.randrange(10, 120)):
            at = stamp(session * 3000 + number * 7)
            lines.append(dump({"timestamp": at, "type": "response_item", "payload": {
                "type": "message", "role": "user",
                "content": [{"type": "input_text", "text": rng.choice(blocks)}]}}))
            fresh = rng.randrange(1000, 60000)
            out = rng.randrange(50, 3000)
            last = [fresh, rng.randrange(0, fresh), out, rng.randrange(0, out)]
            total = [a + b for a, b in zip(total, last)]
            names = ["input_tokens", "cached_input_tokens", "output_tokens",
                     "reasoning_output_tokens"]
            lines.append(dump({"timestamp": at, "type": "event_msg", "payload": {
                "type": "token_count", "info": {
                    "total_token_usage": dict(zip(names, total), total_tokens=total[0] + total[2]),
                    "last_token_usage": dict(zip(names, last), total_tokens=last[0] + last[2]),
                    "model_context_window": 258400}}}))
        with open(os.path.join(folder, "rollout-2026-05-01T00-00-00-%s.jsonl" % name), "w",
                  encoding="utf-8") as out:
            out.writelines(lines)
        budget -= sum(map(len, lines))
        session += 1


def main():
    root, megabytes = sys.argv[1], int(sys.argv[2])
    rng = random.Random(20261121)
    blocks = [text(rng, rng.choice([500, 1500, 4000, 9000])) for _ in range(400)]
    claude(rng, blocks, root, megabytes * 950_000)
    codex(rng, blocks, root, megabytes * 50_000)


main()
