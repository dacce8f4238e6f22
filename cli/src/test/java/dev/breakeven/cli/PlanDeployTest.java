package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.balance.SpillRule;
import dev.breakeven.core.routing.RoutingPolicy;
import dev.breakeven.testkit.Golden;
import dev.breakeven.wire.policy.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The files by which a plan is run: what `--policy` and `--deploy` write.
class PlanDeployTest {
  @TempDir Path folder;

  private Shell.Result plan(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("plan", "--volume=200M/month", "--candidate=llama-3.3-70b:fp8"));
    arguments.addAll(List.of(more));
    return Shell.run(arguments.toArray(String[]::new));
  }

  @Test
  void theFilesAreWhatTheCheapestOwnOptionWasComputedWith() throws IOException {
    Path files = folder.resolve("deploy");
    Shell.Result result = plan("--deploy=" + files, "--json");
    assertThat(result.status()).as(result.err()).isZero();
    String script = Files.readString(files.resolve("serve.sh"));
    String manifest = Files.readString(files.resolve("kubernetes.yaml"));
    Map<?, ?> option = cheapestWithGpus(result.json());
    Map<?, ?> sizing = (Map<?, ?>) option.get("sizing");
    assertThat(script)
        .startsWith("#!/bin/sh\n# NOT the recommendation: the cheapest way with own GPUs, ")
        .contains("# Verdict: Stay on the API")
        .contains((String) option.get("label"))
        .contains("--gpu-memory-utilization 0.9")
        .contains("--served-model-name llama-3.3-70b");
    boolean byLatency = sizing.get("batch_limited_by").toString().startsWith("TPOT limit");
    assertThat(flag(script, "--max-num-seqs"))
        .as("the batch that keeps to the target, or vLLM's own limit on 80 GB and more")
        .isEqualTo(byLatency ? sizing.get("batch").toString() : "1024");

    List<?> documents = yaml(manifest);
    assertThat(documents).hasSize(2);
    Map<?, ?> spec = (Map<?, ?>) ((Map<?, ?>) documents.getFirst()).get("spec");
    Map<?, ?> pod = (Map<?, ?>) ((Map<?, ?>) spec.get("template")).get("spec");
    Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).getFirst();
    List<?> arguments = (List<?>) container.get("args");
    assertThat(spec.get("replicas").toString())
        .isEqualTo(
            Long.toString(
                Long.parseLong(sizing.get("replicas_needed").toString())
                    + Long.parseLong(sizing.get("replicas_spare").toString())));
    for (String name :
        List.of(
            "--tensor-parallel-size",
            "--max-num-seqs",
            "--max-num-batched-tokens",
            "--gpu-memory-utilization",
            "--max-model-len")) {
      assertThat(arguments.get(arguments.indexOf(name) + 1)).isEqualTo(flag(script, name));
    }
    Map<?, ?> limits = (Map<?, ?>) ((Map<?, ?>) container.get("resources")).get("limits");
    assertThat(limits.get("nvidia.com/gpu")).isEqualTo(flag(script, "--tensor-parallel-size"));
    assertThat(arguments.get(1)).isEqualTo("FILL-IN-model-with-fp8-weights");
    Golden.check("cli/src/test/golden/deploy/serve.sh", script);
    Golden.check("cli/src/test/golden/deploy/kubernetes.yaml", manifest);
  }

  private static Map<?, ?> cheapestWithGpus(JsonTree json) {
    for (Object each : Objects.requireNonNull((List<?>) json.get("options"))) {
      Map<?, ?> option = (Map<?, ?>) each;
      if (option.get("sizing") != null && !Boolean.FALSE.equals(option.get("feasible"))) {
        return option;
      }
    }
    throw new AssertionError("no option with GPUs");
  }

  private static String flag(String script, String name) {
    String rest = script.substring(script.indexOf(name + " ") + name.length() + 1);
    return rest.split("\\s", 2)[0];
  }

  private static List<?> yaml(String text) {
    List<Object> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build()).loadAllFromString(text).forEach(documents::add);
    return documents;
  }

  @Test
  void aScriptWithoutItsModelSaysSo() throws Exception {
    Path files = folder.resolve("deploy");
    assertThat(plan("--deploy=" + files).status()).isZero();
    Process process =
        new ProcessBuilder("sh", files.resolve("serve.sh").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isNotZero();
    assertThat(said)
        .contains("set MODEL to the Hugging Face id or folder of llama-3.3-70b with fp8 weights");
  }

  @Test
  void thePolicyOfAHostedRecommendationHasOneTarget() {
    Path file = folder.resolve("policy.json");
    assertThat(plan("--policy=" + file).err()).isEqualTo("written: " + file + "\n");
    RoutingPolicy policy = PolicyFile.read(file);
    assertThat(policy.targets()).hasSize(1);
    assertThat(policy.targets().getFirst()).isInstanceOf(RoutingPolicy.Api.class);
    RoutingPolicy.Api api = (RoutingPolicy.Api) policy.targets().getFirst();
    assertThat(policy.allowed().providers()).containsExactly(api.provider().text());
    assertThat(api.marginalPrice()).isEqualTo(RoutingPolicy.MarginalPrice.BY_TOKEN);
  }

  @Test
  void ownGpusAreTheFirstTargetWhereOnlyTheyAreKnownToMeetTheGoal() {
    Path file = folder.resolve("policy.json");
    Shell.Result result = plan("--policy=" + file, "--slo=ttft-p95=2s,tpot-p95=60ms");
    assertThat(result.status()).as(result.err()).isZero();
    RoutingPolicy policy = PolicyFile.read(file);
    RoutingPolicy.Pool pool = (RoutingPolicy.Pool) policy.targets().getFirst();
    assertThat(pool.replica().precision()).isEqualTo("fp8");
    assertThat(pool.marginalPrice()).isEqualTo(RoutingPolicy.MarginalPrice.FREE_WHILE_IDLE);
    if (policy.targets().size() == 2) {
      SpillRule rule = pool.spill().orElseThrow();
      assertThat(rule.firstTokenLimitPicos()).isEqualTo(2_000_000_000_000L);
      assertThat(rule.capacity().batch()).isEqualTo(pool.replica().maxNumSeqs());
    } else {
      assertThat(pool.spill()).isEmpty();
    }
  }

  @Test
  void nothingToDeployIsSaid() {
    Shell.Result result =
        plan("--deploy=" + folder.resolve("none"), "--gpu-offer=*rtx-3090*", "--slo=ttft-p95=1ms");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).startsWith("error 1");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void aFolderThatIsAFileIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(plan("--deploy=" + file).err())
        .startsWith("error 116: the folder cannot be made: a file is in the way (" + file + ")");
  }
}
