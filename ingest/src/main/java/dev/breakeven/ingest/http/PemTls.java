package dev.breakeven.ingest.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// TLS by certificates and keys in PEM, as clusters hand them out.
public final class PemTls {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN (RSA |EC |)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 4;
  private static final char[] IN_MEMORY = "in memory only".toCharArray();

  private PemTls() {}

  /// A certificate, those that sign it after it, and its private key: PKCS #8, or the older forms
  /// of RSA and EC keys.
  public record Identity(String certificates, String key) {
    @Override
    public String toString() {
      return "a client certificate"; // never the key
    }
  }

  /// Trusts `authorities` and nobody else, or those that Java knows where there are none.
  ///
  /// Throws [GeneralSecurityException], which says what cannot be used and quotes none of it.
  public static SSLContext context(Optional<String> authorities, Optional<Identity> identity)
      throws GeneralSecurityException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorities.isPresent() ? trusted(authorities.get()) : null);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(identity.isPresent() ? shown(identity.get()) : null, IN_MEMORY);
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new GeneralSecurityException("no store for certificates in memory", e);
    }
  }

  private static KeyStore trusted(String authorities) throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    for (Certificate each : certificates(authorities, "the authority's certificate")) {
      store.setCertificateEntry("authority-" + store.size(), each);
    }
    return store;
  }

  private static KeyStore shown(Identity identity) throws GeneralSecurityException, IOException {
    List<Certificate> chain = certificates(identity.certificates(), "the client's certificate");
    KeyStore store = empty();
    store.setKeyEntry(
        "client",
        key(identity.key(), chain.getFirst().getPublicKey()),
        IN_MEMORY,
        chain.toArray(Certificate[]::new));
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, IN_MEMORY);
    return store;
  }

  private static List<Certificate> certificates(String pem, String what)
      throws CertificateException {
    try {
      byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
      return List.copyOf(
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes)));
    } catch (CertificateException e) {
      throw new CertificateException(what + " cannot be read", e);
    }
  }

  /// The older forms are the same bytes without the algorithm, which the certificate names too.
  private static PrivateKey key(String pem, PublicKey pair) throws GeneralSecurityException {
    Matcher found = KEY.matcher(pem);
    if (!found.find()) {
      throw new InvalidKeyException(
          pem.contains("ENCRYPTED")
              ? "the client's key has a passphrase"
              : "the client's key is no PEM");
    }
    try {
      byte[] key = Base64.getMimeDecoder().decode(found.group(2));
      byte[] whole =
          found.group(1).isEmpty()
              ? key
              : element(SEQUENCE, VERSION_0, algorithm(pair), element(OCTETS, key));
      return KeyFactory.getInstance(pair.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(whole));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new InvalidKeyException("the client's key is not of its certificate's kind", e);
    }
  }

  /// The first element of an encoded public key.
  private static byte[] algorithm(PublicKey key) {
    byte[] whole = key.getEncoded();
    int start = 2 + (whole[1] < 0 ? whole[1] & 0x7f : 0);
    return Arrays.copyOfRange(whole, start, start + 2 + whole[start + 1]);
  }

  /// An element of DER, whose length takes one byte below 128 and is counted out from there on.
  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    if (length > 0x7f) {
      int bytes = length > 0xff ? 2 : 1;
      whole.write(0x80 | bytes);
      if (bytes == 2) {
        whole.write(length >> 8);
      }
    }
    whole.write(length);
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }
}
