package dev.breakeven.wire.deploy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.PlannedPolicy;
import dev.breakeven.core.plan.Sizing;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The files that start what a plan computed: `serve.sh` for one replica, `kubernetes.yaml` for
/// all.
///
/// Of the recommendation where it has own GPUs, else of the cheapest option that has. The plan does
/// not know which checkpoint holds the weights at the precision it counted with, so its name is
/// left to be filled in.
public final class DeployFiles {
  private static final int CONTEXT_STEP = 1024;

  private final Plan plan;
  private final Option option;
  private final Sizing sizing;
  private final long replicas;

  private DeployFiles(Plan plan, Option option, Sizing sizing, long replicas) {
    this.plan = plan;
    this.option = option;
    this.sizing = sizing;
    this.replicas = replicas;
  }

  /// File names and contents; throws `CONSTRAINT_UNMET` when no own GPUs can serve the traffic.
  public static Map<String, String> of(Plan plan) {
    Option option =
        plan.verdict()
            .recommended()
            .filter(recommended -> !(recommended instanceof Option.Hosted))
            .or(() -> cheapest(plan))
            .orElseThrow(
                () ->
                    new BreakevenException(
                        ErrorCode.CONSTRAINT_UNMET,
                        "no own GPUs can serve this traffic, so there is nothing to deploy",
                        "",
                        "'rejected' of --json says why each was left out."));
    DeployFiles files =
        switch (option) {
          case Option.Own own -> new DeployFiles(plan, own, own.sizing(), own.sizing().replicas());
          case Option.Mix mix ->
              new DeployFiles(plan, mix, mix.pool().sizing(), mix.run().baseline());
          case Option.Hosted _ -> throw new IllegalStateException("hosted: " + option.name());
        };
    Map<String, String> contents = new LinkedHashMap<>();
    contents.put("serve.sh", files.script());
    contents.put("kubernetes.yaml", files.manifest());
    return contents;
  }

  private static Optional<Option> cheapest(Plan plan) {
    return plan.options().stream()
        .filter(option -> !(option instanceof Option.Hosted))
        .filter(option -> option.monthly().isPresent() && !option.feasibility().isRejected())
        .findFirst();
  }

  /// The engine and its flags, without the model: `{"--tensor-parallel-size", "4"}` and so on.
  List<String> flags() {
    Deployment deployment = sizing.served();
    EngineSettings settings = deployment.settings();
    List<String> flags = new ArrayList<>();
    switch (settings.engine()) {
      case VLLM -> {
        flags.addAll(List.of("--served-model-name", name()));
        add(flags, "--tensor-parallel-size", deployment.tensorParallel());
        add(flags, "--max-num-seqs", settings.maxNumSeqs());
        add(flags, "--max-num-batched-tokens", settings.maxNumBatchedTokens());
        flags.addAll(List.of("--gpu-memory-utilization", share(settings)));
        add(flags, "--max-model-len", context(deployment));
      }
      case SGLANG -> {
        flags.addAll(List.of("--served-model-name", name()));
        add(flags, "--tp-size", deployment.tensorParallel());
        add(flags, "--max-running-requests", settings.maxNumSeqs());
        add(flags, "--chunked-prefill-size", settings.maxNumBatchedTokens());
        flags.addAll(List.of("--mem-fraction-static", share(settings)));
        add(flags, "--context-length", context(deployment));
      }
      case TRTLLM, LLAMA_CPP ->
          throw new BreakevenException(
              ErrorCode.USAGE,
              "no command is known for the engine " + settings.engine().key(),
              "",
              "Plan for vllm or sglang.");
    }
    if (settings.kvBytesPerElement() == 1) {
      flags.addAll(List.of("--kv-cache-dtype", isVllm() ? "fp8" : "fp8_e4m3"));
    }
    return flags;
  }

  private static void add(List<String> flags, String flag, long value) {
    flags.addAll(List.of(flag, Long.toString(value)));
  }

  private static String share(EngineSettings settings) {
    return BigDecimal.valueOf(settings.gpuMemoryUtilization()).toPlainString();
  }

  /// The longest request of the traffic, to the next 1,024, and never over what the model can.
  private long context(Deployment deployment) {
    long longest = Math.max(1, plan.request().traffic().longestRequest());
    long rounded = Math.ceilDiv(longest, CONTEXT_STEP) * CONTEXT_STEP;
    return Math.min(rounded, deployment.model().maxContext());
  }

  private boolean isVllm() {
    return switch (sizing.served().settings().engine()) {
      case VLLM -> true;
      case SGLANG, TRTLLM, LLAMA_CPP -> false;
    };
  }

  private String name() {
    return option.model().text();
  }

  private int gpus() {
    return sizing.served().tensorParallel();
  }

  /// What every file says first, a line each.
  private List<String> head() {
    boolean recommended = plan.verdict().recommended().filter(option::equals).isPresent();
    List<String> lines = new ArrayList<>();
    lines.add(
        recommended
            ? "Recommended by the plan: " + option.label()
            : "NOT the recommendation: the cheapest way with own GPUs, " + option.label());
    lines.add("Verdict: " + plan.verdict().line());
    lines.add(
        "%d replica%s of %d %s each; %s at %s (%s)."
            .formatted(
                replicas,
                replicas == 1 ? "" : "s",
                gpus(),
                sizing.offer().gpu(),
                sizing.offer().instance(),
                sizing.offer().listed(),
                sizing.offer().provider()));
    lines.add(
        "FILL IN the model: the Hugging Face id or folder of %s with %s weights. The plan counted"
                .formatted(name(), sizing.served().precision().key())
            + " with that precision and does not know which checkpoint you have the licence for.");
    if (sizing.served().settings().maxNumSeqs() == sizing.capacity().batch()) {
      lines.add(
          "At most %d sequences at once keeps the time per token within its limit."
              .formatted(sizing.capacity().batch()));
    }
    PlannedPolicy.leftOut(plan, option).forEach(text -> lines.add("NOT in these files: " + text));
    return lines;
  }

  /// A comment ends where its line does: nothing in it may begin another.
  private String comment() {
    return head().stream()
        .map(line -> "# " + line.replaceAll("\\p{Cntrl}", " "))
        .collect(Collectors.joining("\n"));
  }

  private String script() {
    String engine =
        isVllm()
            ? "vllm serve \"$MODEL\""
            : "python3 -m sglang.launch_server --model-path \"$MODEL\"";
    return """
        #!/bin/sh
        %s
        set -eu
        : "${MODEL:?set MODEL to the Hugging Face id or folder of %s with %s weights}"
        exec %s --host 0.0.0.0 --port 8000 \\
          %s
        """
        .formatted(comment(), name(), sizing.served().precision().key(), engine, pairs(" \\\n  "));
  }

  private String pairs(String between) {
    List<String> flags = flags();
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < flags.size(); i += 2) {
      pairs.add(flags.get(i) + " " + flags.get(i + 1));
    }
    return String.join(between, pairs);
  }

  private String manifest() {
    String app = name().replace('.', '-');
    String model = "FILL-IN-model-with-" + sizing.served().precision().key() + "-weights";
    List<String> arguments = new ArrayList<>();
    if (isVllm()) {
      arguments.addAll(List.of("--model", model));
    } else {
      arguments.addAll(List.of("python3", "-m", "sglang.launch_server", "--model-path", model));
    }
    arguments.addAll(List.of("--host", "0.0.0.0", "--port", "8000"));
    arguments.addAll(flags());
    return MANIFEST.formatted(
        comment(),
        app,
        replicas,
        app,
        app,
        isVllm() ? "vllm/vllm-openai:latest" : "lmsysorg/sglang:latest",
        isVllm() ? "args" : "command",
        arguments.stream()
            .map(argument -> "            - \"" + argument + "\"")
            .collect(Collectors.joining("\n")),
        gpus(),
        app,
        app);
  }

  private static final String MANIFEST =
      """
      %s
      # Pin the image to the version you measured. A gated model needs the secret hf-token.
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: %s
      spec:
        replicas: %d
        selector:
          matchLabels:
            app: %s
        template:
          metadata:
            labels:
              app: %s
          spec:
            containers:
              - name: engine
                image: %s
                %s:
      %s
                env:
                  - name: HF_TOKEN
                    valueFrom:
                      secretKeyRef:
                        name: hf-token
                        key: token
                        optional: true
                ports:
                  - containerPort: 8000
                resources:
                  limits:
                    nvidia.com/gpu: "%d"
                startupProbe:
                  httpGet:
                    path: /health
                    port: 8000
                  periodSeconds: 10
                  failureThreshold: 180
                readinessProbe:
                  httpGet:
                    path: /health
                    port: 8000
                volumeMounts:
                  - name: shm
                    mountPath: /dev/shm
            volumes:
              - name: shm
                emptyDir:
                  medium: Memory
      ---
      apiVersion: v1
      kind: Service
      metadata:
        name: %s
      spec:
        selector:
          app: %s
        ports:
          - port: 8000
            targetPort: 8000
      """;
}
