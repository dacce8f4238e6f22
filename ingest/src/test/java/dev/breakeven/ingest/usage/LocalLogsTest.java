package dev.breakeven.ingest.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalLogsTest {
  @TempDir Path home;

  private Path folder(String path) throws IOException {
    return Files.createDirectories(home.resolve(path));
  }

  private static List<Path> folders(Path home, Map<String, String> variables) {
    return LocalLogs.find(home, variables).stream().map(LocalLogs.Found::folder).toList();
  }

  @Test
  void findsBothRootsOfClaudeCodeAndBothFoldersOfCodex() throws IOException {
    assertThat(LocalLogs.find(home, Map.of())).isEmpty();
    Path shared = folder(".config/claude/projects");
    Path own = folder(".claude/projects");
    Path sessions = folder(".codex/sessions");
    Path archived = folder(".codex/archived_sessions");
    assertThat(LocalLogs.find(home, Map.of()))
        .containsExactly(
            new LocalLogs.Found("claude-code", shared),
            new LocalLogs.Found("claude-code", own),
            new LocalLogs.Found("codex", sessions),
            new LocalLogs.Found("codex", archived));
  }

  @Test
  void variablesTakeThePlaceOfTheUsualFolders() throws IOException {
    folder(".claude/projects");
    folder(".codex/sessions");
    Path work = folder("work/projects");
    Path other = folder("other/projects");
    Path codex = folder("c/sessions");
    Map<String, String> variables =
        Map.of(
            "CLAUDE_CONFIG_DIR",
            "~/work, " + other + ",/nowhere",
            "CODEX_HOME",
            home.resolve("c").toString());
    assertThat(folders(home, variables)).containsExactly(work, other, codex);
    Path configured = folder("xdg/claude/projects");
    assertThat(folders(home, Map.of("XDG_CONFIG_HOME", home.resolve("xdg").toString())))
        .startsWith(configured);
    assertThat(folders(home, Map.of("CLAUDE_CONFIG_DIR", "\0", "CODEX_HOME", "/nowhere")))
        .containsExactly(configured.resolve("../../../.claude/projects").normalize());
  }
}
