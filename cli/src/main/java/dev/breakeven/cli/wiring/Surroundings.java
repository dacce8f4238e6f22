package dev.breakeven.cli.wiring;

import java.nio.file.Path;
import java.util.Map;

/// What the process was started in: its variables, the home folder and the working folder.
public record Surroundings(Map<String, String> variables, Path home, Path folder) {
  /// No variables, and folders that cannot be: nothing of this machine shows.
  public static final Surroundings NONE =
      new Surroundings(Map.of(), Path.of("/dev/null/home"), Path.of("/dev/null/folder"));

  public Surroundings {
    variables = Map.copyOf(variables);
  }

  static Surroundings ofProcess() {
    String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
    return new Surroundings(System.getenv(), Path.of(home), Path.of(""));
  }

  Path configHome() {
    return folderOf("XDG_CONFIG_HOME", home.resolve(".config"));
  }

  Path dataHome() {
    return folderOf("XDG_DATA_HOME", home.resolve(".local").resolve("share"));
  }

  private Path folderOf(String variable, Path otherwise) {
    String text = variables.getOrDefault(variable, "");
    return text.isEmpty() ? otherwise : Path.of(text);
  }
}
