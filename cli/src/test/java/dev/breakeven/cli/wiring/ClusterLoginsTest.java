package dev.breakeven.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.ingest.http.RestReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ways into one cluster over real TLS.
class ClusterLoginsTest {
  @TempDir static Path folder;
  private static ClusterApi api;

  @BeforeAll
  static void start() throws Exception {
    api = new ClusterApi(folder);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A kubeconfig with one context, cluster and user, all called `name`.
  private Path config(String name, String cluster, String user) throws Exception {
    String text =
        """
        apiVersion: v1
        kind: Config
        preferences: {}
        current-context: NAME
        contexts:
        - name: NAME
          context: {cluster: NAME, user: NAME, namespace: ml}
        clusters:
        - name: NAME
          cluster:
            server: https://127.0.0.1:PORT
            CLUSTER
        users:
        - name: NAME
          user:
            USER
        """;
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        text.replace("NAME", name)
            .replace("PORT", String.valueOf(api.port()))
            .replace("CLUSTER", cluster)
            .replace("USER", user));
  }

  private String authority() throws Exception {
    return "certificate-authority-data: " + base64(api.authority());
  }

  /// What the cluster takes the caller for.
  private String asked(String target, Map<String, String> variables) {
    ClusterLogins logins =
        new ClusterLogins(variables, folder.resolve("home"), folder.resolve("account"));
    try (RestReader reader = logins.reader(target, Duration.ofSeconds(20))) {
      return new String(reader.get("/api/v1/nodes"), StandardCharsets.UTF_8);
    }
  }

  private String asked(String target, Path... configs) {
    String paths =
        String.join(File.pathSeparator, Arrays.stream(configs).map(Path::toString).toList());
    return asked(target, Map.of("KUBECONFIG", paths));
  }

  private BreakevenException failing(String target, Path... configs) {
    BreakevenException[] thrown = new BreakevenException[1];
    assertThatThrownBy(() -> asked(target, configs))
        .isInstanceOfSatisfying(BreakevenException.class, error -> thrown[0] = error);
    assertThat(thrown[0].oneLine()).doesNotContain("planted");
    return thrown[0];
  }

  @Test
  void aTokenInTheFileOrInAFileOfItsOwnIsShown() throws Exception {
    Files.writeString(folder.resolve("token"), ClusterApi.TOKEN + "\n");
    Files.writeString(folder.resolve("ca.pem"), api.authority());

    assertThat(asked("inline", config("inline", authority(), "token: " + ClusterApi.TOKEN)))
        .isEqualTo("token");
    assertThat(asked("file", config("file", "certificate-authority: ca.pem", "tokenFile: token")))
        .isEqualTo("token");
  }

  @Test
  void aCertificateIsShown() throws Exception {
    Files.writeString(folder.resolve("client.crt"), api.clientCertificate());
    String user = "client-certificate: client.crt\n    client-key-data: " + base64(api.clientKey());

    assertThat(asked("cert", config("cert", authority(), user))).isEqualTo("CN=client");
  }

  @Test
  void ofSeveralFilesTheFirstThatHasANameCounts() throws Exception {
    Path one = config("one", authority(), "token: " + ClusterApi.TOKEN);
    Path other = config("other", authority(), "token: planted-and-wrong");
    Path oneAgain = folder.resolve("again.yaml");
    Files.writeString(oneAgain, Files.readString(other).replace("other", "one"));

    assertThat(asked(ClusterLogins.CURRENT, folder.resolve("missing"), one, oneAgain, other))
        .isEqualTo("token");
    assertThat(failing("other", one, other))
        .satisfies(
            error -> {
              assertThat(error.what()).contains("401");
              assertThat(error.remedy()).isEqualTo("Put a valid one into " + other + ":15");
            });
    assertThat(failing("third", one, other))
        .satisfies(
            error -> {
              assertThat(error.what()).isEqualTo("there is no context 'third'");
              assertThat(error.remedy()).endsWith("one of: one, other");
            });
  }

  @Test
  void aPodShowsItsServiceAccountWhereThereIsNoKubeconfig() throws Exception {
    Path account = Files.createDirectories(folder.resolve("account"));
    Files.writeString(account.resolve("token"), ClusterApi.TOKEN);
    Files.writeString(account.resolve("ca.crt"), api.authority());
    Map<String, String> pod =
        Map.of(
            "KUBERNETES_SERVICE_HOST",
            "127.0.0.1",
            "KUBERNETES_SERVICE_PORT",
            String.valueOf(api.port()));

    assertThat(asked(ClusterLogins.CURRENT, pod)).isEqualTo("token");
    assertThatThrownBy(() -> asked(ClusterLogins.CURRENT, Map.of()))
        .hasMessageContaining("not inside a cluster");
  }

  @Test
  void noProgramIsRunAndNoCheckOfTheServerLeftOut() throws Exception {
    String exec = "exec:\n      command: planted-plugin\n      args: [get-token]";
    assertThat(failing("eks", config("eks", authority(), exec)))
        .satisfies(
            error -> {
              assertThat(error.what()).isEqualTo("'exec' is not done here");
              assertThat(error.where()).endsWith("eks.yaml:16");
              assertThat(error.remedy())
                  .isEqualTo(
                      "Run 'kubectl proxy --context eks --port 8001', and give"
                          + " http://127.0.0.1:8001 instead");
            });
    assertThat(failing("bad", config("bad", "insecure-skip-tls-verify: true", "token: planted")))
        .satisfies(error -> assertThat(error.what()).contains("insecure-skip-tls-verify"));
    // a server whose authority nobody named is not spoken to
    assertThat(failing("none", config("none", "insecure-skip-tls-verify: false", "token: planted")))
        .satisfies(error -> assertThat(error.remedy()).contains("who signed its certificate"));
  }

  @Test
  void whatAFileNamesAndCannotBeReadIsToldByLine() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of(
                "client-key: none.pem\n    client-certificate-data: " + base64("x"),
                "'client-key' names a file that cannot be read",
                "tokenFile: none",
                "'tokenFile' names a file that cannot be read",
                "client-key-data: " + base64("x"),
                "'client-certificate' is missing",
                "client-key-data: "
                    + base64(api.clientKey())
                    + "\n    client-certificate-data: "
                    + base64("planted"),
                "the client's certificate cannot be read",
                "client-key-data: "
                    + base64("planted")
                    + "\n    client-certificate-data: "
                    + base64(api.clientCertificate()),
                "the client's key is no PEM")
            .entrySet()) {
      assertThat(failing("odd", config("odd", authority(), each.getKey())))
          .satisfies(
              error -> {
                assertThat(error.what()).isEqualTo(each.getValue());
                assertThat(error.where()).contains("odd.yaml:");
              });
    }
  }

  @Test
  void aTokenGoesOverPlainHttpOnThisMachineOnly() throws Exception {
    Path file = config("plain", "proxy-url: ''", "token: " + ClusterApi.TOKEN);
    Files.writeString(
        file, Files.readString(file).replace("https://127.0.0.1", "http://192.0.2.1"));

    assertThat(failing("plain", file))
        .satisfies(error -> assertThat(error.what()).contains("over plain http"));
  }

  @Test
  void aFileThatIsNoYamlIsToldWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.yaml"), "contexts:\n - [\n");

    assertThat(failing("x", file).where()).startsWith(file + ":");
  }
}
