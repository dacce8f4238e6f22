package dev.breakeven.gateway.key;

import dev.breakeven.gateway.settings.VirtualKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the virtual key of a secret. Immutable.
///
/// A secret is 256 random bits, so one round of SHA-256 is enough, and looking its hash up in a
/// table tells a guesser nothing.
public final class KeyRing {
  /// What every secret of ours begins with.
  public static final String PREFIX = "sk-be-";

  private final Map<String, VirtualKey> byHash = new HashMap<>();

  public KeyRing(List<VirtualKey> keys) {
    keys.forEach(key -> byHash.put(key.sha256(), key));
  }

  /// True when everybody may call.
  public boolean isOpen() {
    return byHash.isEmpty();
  }

  public Optional<VirtualKey> find(String secret) {
    return Optional.ofNullable(byHash.get(hash(secret)));
  }

  /// The hash under which a secret is known, in hex.
  public static String hash(String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A secret made of 32 random bytes.
  public static String secret(byte[] random) {
    return PREFIX + HexFormat.of().formatHex(random);
  }
}
