package dev.breakeven.ingest.usage;

import dev.breakeven.ingest.usage.claudecode.ClaudeCodeSource;
import dev.breakeven.ingest.usage.codex.CodexSource;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Where coding agents keep their logs: looks for folders, reads no file and contacts nobody.
///
/// Depends on the home folder and the variables given, and on which folders exist.
public final class LocalLogs {
  private LocalLogs() {}

  /// A folder of logs and the source that wrote them.
  public record Found(String source, Path folder) {}

  /// The folders there are, Claude Code's first.
  ///
  /// `CLAUDE_CONFIG_DIR` names folders in place of the two usual ones, separated by commas, each
  /// the folder that holds `projects` or `projects` itself; so does `CODEX_HOME` for Codex.
  public static List<Found> find(Path home, Map<String, String> variables) {
    List<Found> found = new ArrayList<>();
    for (Path root : claudeRoots(home, variables)) {
      boolean projects = root.endsWith("projects");
      add(found, ClaudeCodeSource.NAME, projects ? root : root.resolve("projects"));
    }
    for (Path root : codexRoots(home, variables)) {
      add(found, CodexSource.NAME, root.resolve("sessions"));
      add(found, CodexSource.NAME, root.resolve("archived_sessions"));
    }
    return List.copyOf(found);
  }

  private static List<Path> claudeRoots(Path home, Map<String, String> variables) {
    List<Path> named = roots(variables.getOrDefault("CLAUDE_CONFIG_DIR", ""), home);
    if (!named.isEmpty()) {
      return named;
    }
    List<Path> config = roots(variables.getOrDefault("XDG_CONFIG_HOME", ""), home);
    Path shared = config.isEmpty() ? home.resolve(".config") : config.getFirst();
    return List.of(shared.resolve("claude"), home.resolve(".claude"));
  }

  private static List<Path> codexRoots(Path home, Map<String, String> variables) {
    List<Path> named = roots(variables.getOrDefault("CODEX_HOME", ""), home);
    return named.isEmpty() ? List.of(home.resolve(".codex")) : named;
  }

  private static List<Path> roots(String variable, Path home) {
    LinkedHashSet<Path> roots = new LinkedHashSet<>();
    for (String part : variable.split(",")) {
      String name = part.strip();
      try {
        if (name.equals("~") || name.startsWith("~/")) {
          roots.add(home.resolve(name.substring(Math.min(2, name.length()))));
        } else if (!name.isEmpty()) {
          roots.add(Path.of(name));
        }
      } catch (InvalidPathException e) {
        continue; // what is no path names no folder
      }
    }
    return List.copyOf(roots);
  }

  private static void add(List<Found> found, String source, Path folder) {
    if (Files.isDirectory(folder)
        && found.stream().noneMatch(other -> other.folder().equals(folder))) {
      found.add(new Found(source, folder));
    }
  }
}
