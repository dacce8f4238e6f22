package dev.breakeven.gateway.settings;

import dev.breakeven.core.units.Ratio;
import java.math.BigInteger;

/// Whose calls are copied, to whom, and how many of them.
///
/// `of` is the model as clients ask for it, or a name that stands for several; `upstream` the name
/// of the one that gets the copies, and `model` what it is asked for, as a client would ask it.
/// `share` is from 0 to 1, and `concurrent` how many copies may be under way at once.
public record Mirror(String of, String upstream, String model, Ratio share, int concurrent) {
  public static final int CONCURRENT = 32;

  private static final BigInteger HASHES = BigInteger.ONE.shiftLeft(32);
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  public Mirror {
    if (share.signum() < 0 || share.compareTo(Ratio.ONE) > 0 || concurrent < 1) {
      throw new IllegalArgumentException(
          "mirror of %s: share %s, concurrent %d (expected: 0 to 1, from 1)"
              .formatted(of, share, concurrent));
    }
  }

  /// Whether the call with this id is copied: by a hash of the id alone, so that two mirrors with
  /// the same share get the same calls.
  public boolean takes(String requestId) {
    return share.compareTo(new Ratio(BigInteger.valueOf(hash(requestId)), HASHES)) > 0;
  }

  /// FNV-1a with the finaliser of SplitMix64, from 0 to 2^32: ids differ in their last digits only.
  private static long hash(String id) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
    return (hash ^ (hash >>> 31)) >>> 32;
  }
}
