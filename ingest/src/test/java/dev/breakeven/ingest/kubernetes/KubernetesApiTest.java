package dev.breakeven.ingest.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.audit.Cluster;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.ingest.http.PemTls;
import dev.breakeven.ingest.http.RestReader;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeListBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceListBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against fabric8's mock of the API server, over HTTPS with a certificate that nobody else signed.
class KubernetesApiTest {
  private static final String PODS = "/api/v1/pods?limit=500";
  private static final int MANY = 10_000;
  private static final Logger EVERY_CALL = Logger.getLogger("io.fabric8.mockwebserver");

  static {
    EVERY_CALL.setLevel(Level.WARNING);
  }

  private static KubernetesMockServer server = new KubernetesMockServer(true);

  /// The mock gives itself some seconds to start, and the reader some to shake hands: too few for
  /// the first time on a machine full of work.
  @BeforeAll
  static void start() throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        server.init();
        server.expect().get().withPath("/ready").andReturn(200, "yes").once();
        try (RestReader reader = reader(trusting())) {
          assertThat(reader.get("/ready")).isNotEmpty();
        }
        return;
      } catch (IllegalStateException | BreakevenException e) {
        assertThat(tries).as(e.getMessage()).isLessThan(5);
        server = new KubernetesMockServer(true);
      }
    }
  }

  @BeforeEach
  void hasOneNodeAndNoService() {
    server.clearExpectations();
    says("/api/v1/nodes?limit=500", 200, new NodeListBuilder().withItems(node()).build());
    says("/api/v1/services?limit=500", 200, new ServiceListBuilder().build());
  }

  @AfterAll
  static void stop() {
    server.destroy();
  }

  private void says(String path, int status, Object body) {
    server.expect().get().withPath(path).andReturn(status, body).once();
  }

  private static RestReader reader(Optional<SSLContext> tls) {
    RestReader.Service service =
        new RestReader.Service(
            "Kubernetes",
            URI.create("https://localhost:" + server.getPort()),
            Optional.of("planted-token"),
            "get and list on nodes, pods and services",
            "user 'dev'");
    return new RestReader(service, Duration.ofSeconds(60), tls);
  }

  private static Optional<SSLContext> trusting() throws IOException, GeneralSecurityException {
    String own = Files.readString(Path.of(server.getSelfSignedCertificate().certificatePath()));
    return Optional.of(PemTls.context(Optional.of(own), Optional.empty()));
  }

  private static Cluster read(Optional<SSLContext> tls) {
    try (RestReader reader = reader(tls)) {
      Kubernetes kubernetes = new Kubernetes();
      kubernetes.read(reader);
      return kubernetes.cluster();
    }
  }

  private static Cluster read() throws IOException, GeneralSecurityException {
    return read(trusting());
  }

  private BreakevenException failing() {
    BreakevenException[] thrown = new BreakevenException[1];
    assertThatThrownBy(() -> read())
        .isInstanceOfSatisfying(BreakevenException.class, error -> thrown[0] = error);
    assertThat(thrown[0].oneLine()).doesNotContain("planted-token");
    return thrown[0];
  }

  private static Node node() {
    return new NodeBuilder()
        .withNewMetadata()
        .withName("n1")
        .addToLabels("node.kubernetes.io/instance-type", "p5.48xlarge")
        .endMetadata()
        .withNewSpec()
        .withProviderID("aws:///us-east-1a/i-0abc")
        .endSpec()
        .withNewStatus()
        .addToAllocatable("nvidia.com/gpu", new Quantity("8"))
        .endStatus()
        .build();
  }

  private static Pod pod(int number) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("ml")
        .withName("chat-" + number)
        .addNewOwnerReference()
        .withKind("ReplicaSet")
        .withName("chat-7d9")
        .endOwnerReference()
        .endMetadata()
        .withNewSpec()
        .withNodeName("n1")
        .addNewContainer()
        .withImage("vllm/vllm-openai:v0.11")
        .addNewEnv()
        .withName("TOKEN")
        .withValue("planted-secret")
        .endEnv()
        .withNewResources()
        .addToLimits("nvidia.com/gpu", new Quantity("1"))
        .endResources()
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .endStatus()
        .build();
  }

  private static KubernetesResourceList<Pod> pods(int from, int to, String next) {
    List<Pod> items = IntStream.range(from, to).mapToObj(KubernetesApiTest::pod).toList();
    return new PodListBuilder()
        .withNewMetadata()
        .withContinue(next)
        .endMetadata()
        .withItems(items)
        .build();
  }

  private static Status status(int code, String reason, String message) {
    return new StatusBuilder()
        .withStatus("Failure")
        .withCode(code)
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  @Test
  void readsTenThousandPodsPageByPage() throws Exception {
    for (int from = 0; from < MANY; from += 500) {
      String next = from + 500 < MANY ? "after " + (from + 500) : null;
      says(from == 0 ? PODS : PODS + "&continue=after+" + from, 200, pods(from, from + 500, next));
    }

    Cluster cluster = read();

    assertThat(cluster.pods())
        .extracting(Cluster.Pod::name)
        .containsExactlyElementsOf(
            IntStream.range(0, MANY).mapToObj(number -> "chat-" + number).toList());
    assertThat(cluster.pods())
        .allSatisfy(
            pod -> {
              assertThat(pod.gpus()).isEqualTo(1);
              assertThat(pod.owner()).isEqualTo("Deployment/chat");
              assertThat(pod.node()).isEqualTo("n1");
            });
    assertThat(cluster.toString()).doesNotContain("planted-secret");
    assertThat(cluster.nodes())
        .containsExactly(new Cluster.Node("n1", "i-0abc", "p5.48xlarge", "", "", 8, false));
  }

  @Test
  void aListThatIsGoneMidwayIsReadAgainAndWhole() throws Exception {
    says(PODS, 200, pods(0, 500, "old"));
    says(
        PODS + "&continue=old",
        410,
        status(410, "Expired", "The provided continue parameter is too old"));
    says("/api/v1/pods", 200, pods(1, 700, null));

    Cluster cluster = read();

    // pod 0 was there when the reading began, and went meanwhile
    assertThat(cluster.pods()).hasSize(699).noneMatch(pod -> pod.name().equals("chat-0"));
    assertThat(cluster.nodes()).hasSize(1);
  }

  @Test
  void aForbiddenListNamesThePermission() {
    says(
        PODS,
        403,
        status(
            403,
            "Forbidden",
            "pods is forbidden: User \"system:serviceaccount:ml:audit\" cannot list resource"
                + " \"pods\" in API group \"\" at the cluster scope"));

    BreakevenException error = failing();

    assertThat(error.code()).isEqualTo(ErrorCode.SOURCE_REFUSED);
    assertThat(error.what())
        .isEqualTo(
            "kubernetes does not allow it (403): pods is forbidden: User"
                + " \"system:serviceaccount:ml:audit\" cannot list resource \"pods\" in API group"
                + " \"\" at the cluster scope");
    assertThat(error.remedy())
        .isEqualTo("Grant the token: get and list on nodes, pods and services");
  }

  @Test
  void anExpiredTokenSaysWhichOneToRenew() {
    says(PODS, 401, status(401, "Unauthorized", "Unauthorized"));

    BreakevenException error = failing();

    assertThat(error.code()).isEqualTo(ErrorCode.SOURCE_REFUSED);
    assertThat(error.what()).isEqualTo("kubernetes refuses the login (401): Unauthorized");
    assertThat(error.remedy()).isEqualTo("Put a valid one into user 'dev'");
  }

  @Test
  void aCertificateOfAnAuthorityThatNobodyNamedIsRefused() {
    int before = server.getRequestCount();

    assertThatThrownBy(() -> read(Optional.empty()))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
              assertThat(error.remedy()).contains("who signed its certificate");
            });
    assertThat(server.getRequestCount()).isEqualTo(before);
  }
}
