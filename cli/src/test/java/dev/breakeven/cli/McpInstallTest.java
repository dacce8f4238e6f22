package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.wiring.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class McpInstallTest {
  @TempDir Path folder;

  private Shell.Result install(String agent) throws IOException {
    Files.writeString(folder.resolve("my bill.csv"), "");
    return Shell.in(
        new Surroundings(Map.of(), folder, folder),
        "mcp",
        "install",
        agent,
        "--",
        "--from-file",
        "my bill.csv",
        "--prometheus=http://127.0.0.1:9090");
  }

  @Test
  void claudeGetsOneCommandWithWholePaths() throws IOException {
    assertThat(install("claude").out())
        .isEqualTo(
            "claude mcp add breakeven -- breakeven mcp --from-file '%s/my bill.csv' "
                    .formatted(folder)
                + "--prometheus=http://127.0.0.1:9090\n");
  }

  @Test
  void codexGetsATableOfItsConfiguration() throws IOException {
    assertThat(install("codex").out())
        .isEqualTo(
            """
            [mcp_servers.breakeven]
            command = "breakeven"
            args = ["mcp", "--from-file", "%s/my bill.csv", "--prometheus=http://127.0.0.1:9090"]
            """
                .formatted(folder));
  }

  @Test
  void anotherAgentIsRefusedByName() throws IOException {
    assertThat(install("emacs").err()).contains("no agent 'emacs'", "claude or codex");
  }
}
