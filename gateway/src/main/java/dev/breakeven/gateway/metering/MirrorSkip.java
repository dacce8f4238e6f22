package dev.breakeven.gateway.metering;

import java.util.Locale;

/// Why a call that was drawn for a mirror was not copied to it.
public enum MirrorSkip {
  /// The mirror is where the key or the tag of the call may not go.
  OUTSIDE,
  /// The mirror's dialect, or the mirror itself, has no words for the call.
  UNTRANSLATABLE,
  /// A cap has no room to spare, or the model has no price and a cap covers the call.
  BUDGET,
  /// As many copies, or as many bytes of them, are under way as may be.
  BUSY,
  /// The mirror is down, drained or full.
  DOWN,
  /// The ledger cannot be written.
  LEDGER,
  /// The gateway is stopping.
  STOPPING,
  /// A fault of the gateway; its log says where.
  FAULT;

  /// As metrics name it.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
