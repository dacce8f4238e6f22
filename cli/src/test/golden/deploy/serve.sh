#!/bin/sh
# NOT the recommendation: the cheapest way with own GPUs, llama-3.3-70b fp8 on 1 rtx-pro-6000-server + nano-gpt
# Verdict: Stay on the API: nano-gpt/llama-3.3-70b at $15 a month; the cheapest own GPUs, llama-3.3-70b fp8 on 2 gh200-96gb, cost $8,491, 551.4 times as much; no mix pays: the API costs less per token than a GPU that is never idle.
# 1 replica of 1 rtx-pro-6000-server each; RTXPro6000 at USD 1.79/hour (massedcompute).
# FILL IN the model: the Hugging Face id or folder of llama-3.3-70b with fp8 weights. The plan counted with that precision and does not know which checkpoint you have the licence for.
# At most 1 sequences at once keeps the time per token within its limit.
set -eu
: "${MODEL:?set MODEL to the Hugging Face id or folder of llama-3.3-70b with fp8 weights}"
exec vllm serve "$MODEL" --host 0.0.0.0 --port 8000 \
  --served-model-name llama-3.3-70b \
  --tensor-parallel-size 1 \
  --max-num-seqs 1 \
  --max-num-batched-tokens 8192 \
  --gpu-memory-utilization 0.9 \
  --max-model-len 28672
