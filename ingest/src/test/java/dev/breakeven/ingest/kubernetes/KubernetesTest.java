package dev.breakeven.ingest.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.audit.Cluster;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.ingest.http.RestReader;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.testkit.MockHttp;
import dev.breakeven.testkit.MockHttp.Said;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KubernetesTest {
  private static final String NODE =
      """
      {"metadata":{"name":"n1","labels":{"node.kubernetes.io/instance-type":"p5.48xlarge",
        "topology.kubernetes.io/region":"us-east-1","nvidia.com/gpu.product":"NVIDIA-H100-80GB-HBM3"}},
       "spec":{"providerID":"aws:///us-east-1a/i-0abc"},
       "status":{"allocatable":{"cpu":"192","nvidia.com/gpu":"8"}}}
      """;
  private static final String POD =
      """
      {"metadata":{"namespace":"ml","name":"chat-7d9-x","labels":{"app":"chat"},
        "ownerReferences":[{"kind":"ReplicaSet","name":"chat-7d9"}]},
       "spec":{"nodeName":"n1","containers":[
         {"image":"vllm/vllm-openai:v0.11","args":["--model llama --max-model-len=131072"],
          "env":[{"name":"TOKEN","value":"planted-secret"}],
          "ports":[{"containerPort":8000,"hostPort":8000}],
          "resources":{"limits":{"nvidia.com/gpu":"4"},"requests":{"nvidia.com/gpu":"4"}}},
         {"image":"proxy","resources":{}}]},
       "status":{"phase":"Running","containerStatuses":[
         {"lastState":{"terminated":{"reason":"OOMKilled"}}},{"state":{"running":{}}}]}}
      """;
  private static final String SERVICE =
      """
      {"metadata":{"namespace":"ml","name":"chat"},
       "spec":{"type":"LoadBalancer","selector":{"app":"chat"}}}
      """;

  private static String list(String next, String... items) {
    return "{\"kind\":\"X\",\"apiVersion\":\"v1\",\"metadata\":{\"continue\":\"%s\"},\"items\":[%s]}"
        .formatted(next, String.join(",", items));
  }

  private static Cluster live(MockHttp service) {
    try (RestReader reader =
        new RestReader(
            new RestReader.Service("Kubernetes", service.uri(), Optional.empty(), "", ""),
            Duration.ofSeconds(20),
            Optional.empty())) {
      Kubernetes kubernetes = new Kubernetes();
      kubernetes.read(reader);
      return kubernetes.cluster();
    }
  }

  @Test
  void readsEveryPageOfALiveCluster() throws IOException {
    try (MockHttp service =
        new MockHttp(
            asked -> {
              if (asked.path().startsWith("/api/v1/nodes")) {
                return Said.ok(list("", NODE));
              }
              if (asked.path().startsWith("/api/v1/services")) {
                return Said.ok(list("", SERVICE));
              }
              return asked.path().contains("continue=")
                  ? Said.ok(list("", POD.replace("chat-7d9-x", "chat-7d9-y")))
                  : Said.ok(list("a b", POD));
            })) {
      Cluster cluster = live(service);

      assertThat(cluster.nodes())
          .containsExactly(
              new Cluster.Node(
                  "n1", "i-0abc", "p5.48xlarge", "us-east-1", "NVIDIA-H100-80GB-HBM3", 8, false));
      assertThat(cluster.pods())
          .extracting(Cluster.Pod::name)
          .containsExactly("chat-7d9-x", "chat-7d9-y");
      Cluster.Pod pod = cluster.pods().getFirst();
      assertThat(pod.owner()).isEqualTo("Deployment/chat");
      assertThat(pod.gpus()).isEqualTo(4);
      assertThat(pod.arguments()).containsExactly("--model", "llama", "--max-model-len=131072");
      assertThat(pod.hostPorts()).containsExactly(8000);
      assertThat(pod.oomKills()).isEqualTo(1);
      assertThat(pod.toString()).doesNotContain("planted-secret");
      assertThat(cluster.entries()).hasSize(1);
      assertThat(service.asked()).anyMatch(asked -> asked.path().contains("continue=a+b"));
    }
  }

  @Test
  void pagesThatNeverEndAreAnError() throws IOException {
    try (MockHttp service = new MockHttp(_ -> Said.ok(list("again", NODE)))) {
      assertThatThrownBy(() -> live(service))
          .isInstanceOf(BreakevenException.class)
          .hasMessageContaining("for ever");
    }
  }

  @Test
  void readsWhatKubectlSaved() {
    Kubernetes kubernetes = new Kubernetes();
    String saved =
        list(
            "",
            NODE.replaceFirst("\\{", "{\"kind\":\"Node\","),
            POD.replaceFirst("\\{", "{\"kind\":\"Pod\","),
            "{\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"}}");
    kubernetes.read(
        TextSource.of("c.json", new ByteArrayInputStream(saved.getBytes(StandardCharsets.UTF_8))));

    assertThat(kubernetes.cluster().nodes()).hasSize(1);
    assertThat(kubernetes.cluster().pods()).hasSize(1);
  }

  @Test
  void anEmptyListMayComeAsNullOrWithoutItems() {
    for (String empty :
        new String[] {"{\"items\":null}", "{\"kind\":\"PodList\"}", "{\"items\":[]}"}) {
      Kubernetes kubernetes = new Kubernetes();
      kubernetes.read(
          TextSource.of(
              "c.json", new ByteArrayInputStream(empty.getBytes(StandardCharsets.UTF_8))));

      assertThat(kubernetes.cluster().pods()).isEmpty();
    }
  }

  @Test
  void tellsAListThatIsCutOff() {
    for (String broken : new String[] {list("", NODE).substring(0, 80), "{}", "[1]"}) {
      assertThatThrownBy(
              () ->
                  new Kubernetes()
                      .read(
                          TextSource.of(
                              "c.json",
                              new ByteArrayInputStream(broken.getBytes(StandardCharsets.UTF_8)))))
          .isInstanceOf(BreakevenException.class);
    }
  }
}
