package dev.breakeven.cli.wiring;

import dev.breakeven.ingest.engine.LocalEngines;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/// What a run without a verb meets besides files: ports of this machine, and who sits at the
/// terminal.
public record Nearby(List<Integer> ports, Optional<Terminal> terminal) {
  /// Nothing runs and nobody is there.
  public static final Nearby NONE = new Nearby(List.of(), Optional.empty());

  public Nearby {
    ports = List.copyOf(ports);
  }

  /// Somebody who can be asked.
  @FunctionalInterface
  public interface Terminal {
    /// The next line typed; empty when the input has ended.
    Optional<String> line();
  }

  static Nearby ofProcess() {
    return new Nearby(LocalEngines.PORTS, terminalOfProcess());
  }

  private static Optional<Terminal> terminalOfProcess() {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return Optional.empty();
    }
    BufferedReader typed =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    return Optional.of(
        () -> {
          try {
            return Optional.ofNullable(typed.readLine());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
