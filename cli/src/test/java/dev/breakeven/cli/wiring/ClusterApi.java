package dev.breakeven.cli.wiring;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;

/// An API server on loopback that lets in who has the token or the client's certificate.
///
/// Both it and the client have a certificate that each signed itself, made by the JDK's keytool.
final class ClusterApi implements AutoCloseable {
  static final String TOKEN = "planted-cluster-token";

  private static final char[] PASSWORD = "password".toCharArray();
  private static final byte[] UNAUTHORIZED =
      "{\"kind\":\"Status\",\"message\":\"Unauthorized\",\"code\":401}"
          .getBytes(StandardCharsets.UTF_8);

  private final KeyStore own;
  private final KeyStore client;
  private final HttpsServer server;

  ClusterApi(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
    own = made(folder, "server");
    client = made(folder, "client");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("client", client.getCertificate("client"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanting = tls.getDefaultSSLParameters();
            wanting.setWantClientAuth(true);
            parameters.setSSLParameters(wanting);
          }
        });
    server.createContext("/", exchange -> answer((HttpsExchange) exchange));
    server.start();
  }

  private static void answer(HttpsExchange exchange) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    String how = ("Bearer " + TOKEN).equals(token) ? "token" : certificate(exchange);
    byte[] said = how.isEmpty() ? UNAUTHORIZED : how.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(how.isEmpty() ? 401 : 200, said.length);
    exchange.getResponseBody().write(said);
    exchange.close();
  }

  private static String certificate(HttpsExchange exchange) {
    try {
      return exchange.getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "";
    }
  }

  private static KeyStore made(Path folder, String name)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = folder.resolve(name + ".p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String flags =
        " -genkeypair -alias %s -keyalg EC -dname CN=%s -ext san=ip:127.0.0.1 -storetype PKCS12"
            .formatted(name, name);
    Process process =
        new ProcessBuilder(
                List.of((keytool + flags + " -storepass password -keystore " + file).split(" ")))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// The server's certificate, which is its own authority.
  String authority() throws GeneralSecurityException {
    return pem("CERTIFICATE", own.getCertificate("server").getEncoded());
  }

  String clientCertificate() throws GeneralSecurityException {
    return pem("CERTIFICATE", client.getCertificate("client").getEncoded());
  }

  String clientKey() throws GeneralSecurityException {
    return pem("PRIVATE KEY", client.getKey("client", PASSWORD).getEncoded());
  }

  private static String pem(String kind, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
