package dev.breakeven.gateway.http;

import dev.breakeven.core.balance.PromptPrefix;

/// The beginning of a prompt as a gateway knows it: a session, else the bytes of the body in blocks
/// of [#BLOCK], each hashed with all before it.
///
/// Libraries write a conversation the same way each time and add at its end, so the bodies of its
/// turns begin alike.
record BodyPrefix(long[] ids) implements PromptPrefix {
  static final int BLOCK = 512;
  private static final int MOST_BLOCKS = 256;
  private static final BodyPrefix NONE = new BodyPrefix(new long[0]);

  /// `session` is empty for a request without one.
  static PromptPrefix of(String session, byte[] body) {
    if (!session.isEmpty()) {
      return new BodyPrefix(new long[] {mixed(session.hashCode(), session.length())});
    }
    int blocks = Math.min(MOST_BLOCKS, body.length / BLOCK);
    if (blocks == 0) {
      return NONE;
    }
    long[] ids = new long[blocks];
    long id = 0;
    for (int i = 0; i < blocks * BLOCK; i++) {
      id = 31 * id + body[i];
      if ((i + 1) % BLOCK == 0) {
        id = mixed(id, i);
        ids[i / BLOCK] = id;
      }
    }
    return new BodyPrefix(ids);
  }

  static PromptPrefix none() {
    return NONE;
  }

  /// The finaliser of SplitMix64.
  private static long mixed(long id, long more) {
    long z = id + 0x9E3779B97F4A7C15L * (more + 1);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public int blocks() {
    return ids.length;
  }

  @Override
  public long id(int block) {
    return ids[block];
  }
}
