package dev.breakeven.gateway.http;

import java.lang.System.Logger.Level;
import java.util.Arrays;

/// Faults of the gateway itself, for who runs it.
final class Faults {
  private static final System.Logger LOG = System.getLogger("dev.breakeven.gateway");

  private Faults() {}

  /// Says where it is in our code, and not its message, which may quote a prompt.
  static void report(String requestId, RuntimeException fault) {
    String place =
        Arrays.stream(fault.getStackTrace())
            .filter(each -> each.getClassName().startsWith("dev.breakeven."))
            .map(StackTraceElement::toString)
            .findFirst()
            .orElse("an unknown place");
    LOG.log(Level.ERROR, "request {0}: {1} at {2}", requestId, fault.getClass().getName(), place);
  }
}
