package dev.breakeven.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.ingest.http.PemTls.Identity;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys and certificates as Bouncy Castle writes them.
class PemTlsTest {
  private static final X500Name NAME = new X500Name("CN=someone");

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static String certificate(KeyPair pair) throws IOException, OperatorCreationException {
    Instant now = Instant.now();
    String signature = pair.getPrivate().getAlgorithm().equals("EC") ? "ECDSA" : "RSA";
    return pem(
        new JcaX509v3CertificateBuilder(
                NAME,
                BigInteger.ONE,
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                NAME,
                pair.getPublic())
            .build(new JcaContentSignerBuilder("SHA256with" + signature).build(pair.getPrivate())));
  }

  /// The name that each side of a connection sees of the other, both with `tls`.
  private static String met(SSLContext tls) throws Exception {
    try (SSLServerSocket server =
            (SSLServerSocket)
                tls.getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setNeedClientAuth(true);
      Callable<String> answering =
          () -> {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
              String caller = socket.getSession().getPeerPrincipal().getName();
              socket.getOutputStream().write(1);
              return caller;
            }
          };
      Future<String> caller = threads.submit(answering);
      try (SSLSocket socket =
          (SSLSocket)
              tls.getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
        assertThat(socket.getInputStream().read()).isEqualTo(1);
        return socket.getSession().getPeerPrincipal().getName() + " and " + caller.get();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"RSA,2048,RSA PRIVATE KEY", "EC,256,EC PRIVATE KEY", "EC,521,EC PRIVATE KEY"})
  void keysOfBothFormsAreShown(String algorithm, int bits, String header) throws Exception {
    KeyPair pair = pair(algorithm, bits);
    String certificate = certificate(pair);
    String older = pem(pair.getPrivate());
    assertThat(older).contains("BEGIN " + header);

    for (String key : new String[] {older, pem(new JcaPKCS8Generator(pair.getPrivate(), null))}) {
      SSLContext tls =
          PemTls.context(Optional.of(certificate), Optional.of(new Identity(certificate, key)));
      assertThat(met(tls)).isEqualTo("CN=someone and CN=someone");
    }
  }

  @Test
  void whatCannotBeUsedIsNamedAndNotQuoted() throws Exception {
    KeyPair pair = pair("EC", 256);
    String certificate = certificate(pair);
    PrivateKey other = pair("RSA", 2048).getPrivate();

    refused("planted", "x", "the client's certificate cannot be read");
    refused(certificate, "planted", "the client's key is no PEM");
    refused(certificate, pem(other), "the client's key is not of its certificate's kind");
    refused(
        certificate,
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nplanted\n-----END ENCRYPTED PRIVATE KEY-----",
        "the client's key has a passphrase");
    assertThat(new Identity("a", "planted").toString()).doesNotContain("planted");
  }

  private static void refused(String certificate, String key, String message) {
    Optional<Identity> identity = Optional.of(new Identity(certificate, key));
    assertThatThrownBy(() -> PemTls.context(Optional.empty(), identity))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage(message);
  }
}
