package dev.breakeven.cli.wiring;

import dev.breakeven.ingest.engine.LocalEngines;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a run without a verb looks at: a home, the environment, the current folder, ports of this
/// machine, and who sits at the terminal.
public record Nearby(
    Optional<Path> home,
    Map<String, String> variables,
    Optional<Path> folder,
    List<Integer> ports,
    Optional<Terminal> terminal) {
  /// Nothing to look at and nobody there.
  public static final Nearby NONE =
      new Nearby(Optional.empty(), Map.of(), Optional.empty(), List.of(), Optional.empty());

  public Nearby {
    variables = Map.copyOf(variables);
    ports = List.copyOf(ports);
  }

  /// Somebody who can be asked.
  @FunctionalInterface
  public interface Terminal {
    /// The next line typed; empty when the input has ended.
    Optional<String> line();
  }

  static Nearby ofProcess() {
    Map<String, String> variables = System.getenv();
    String home = variables.getOrDefault("HOME", "");
    return new Nearby(
        Optional.of(Path.of(home.isEmpty() ? System.getProperty("user.home") : home)),
        variables,
        Optional.of(Path.of("")),
        LocalEngines.PORTS,
        terminalOfProcess());
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
