#!/bin/sh
# NOT the recommendation: the cheapest way with own GPUs, llama-3.3-70b fp8 on 1 gh200-96gb + nano-gpt
# Verdict: Stay on the API: nano-gpt/llama-3.3-70b at $154 a month; the cheapest own GPUs, llama-3.3-70b fp8 on 2 h200-sxm, cost $10,126, 65.8 times as much; no mix pays: the API costs less per token than a GPU that is never idle.
# 1 replica of 1 gh200-96gb each; gpu_1x_gh200 at USD 2.29/hour (lambda).
# FILL IN the model: the Hugging Face id or folder of llama-3.3-70b with fp8 weights. The plan counted with that precision and does not know which checkpoint you have the licence for.
set -eu
: "${MODEL:?set MODEL to the Hugging Face id or folder of llama-3.3-70b with fp8 weights}"
exec vllm serve "$MODEL" --host 0.0.0.0 --port 8000 \
  --served-model-name llama-3.3-70b \
  --tensor-parallel-size 1 \
  --max-num-seqs 1024 \
  --max-num-batched-tokens 8192 \
  --gpu-memory-utilization 0.9 \
  --max-model-len 41984
