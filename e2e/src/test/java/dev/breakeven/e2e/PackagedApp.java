package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.e2e.house.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// `./breakeven` in a working folder that is its home too.
record PackagedApp(Path folder) {
  /// How a process ended and what it wrote.
  record Ended(int status, String out, String err) {}

  static boolean isBuilt() {
    return Files.exists(Repository.root().resolve("cli/target/app/breakeven-cli.jar"));
  }

  Ended sh(String script) throws IOException {
    return sh(script, Map.of());
  }

  /// Runs a line of shell, in which `$BE` is the app.
  Ended sh(String script, Map<String, String> environment) throws IOException {
    try {
      int status = start(script, environment).waitFor();
      return new Ended(
          status,
          Files.readString(folder.resolve("stdout"), StandardCharsets.UTF_8),
          Files.readString(folder.resolve("stderr"), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Starts a gateway with more arguments; returns when it takes requests.
  Process serve(String arguments) throws IOException, InterruptedException {
    Process process = start("exec $BE serve --ledger ledger " + arguments, Map.of());
    Path out = folder.resolve("stdout");
    for (int i = 0; i < 1200 && process.isAlive() && !Files.readString(out).endsWith("\n"); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(Files.readString(out))
        .as(Files.readString(folder.resolve("stderr")))
        .matches("\\{\"url\":\"[^\"]+\",\"admin_url\":\"[^\"]+\",\"ledger\":\"ledger\"}\n");
    return process;
  }

  /// A field of what a gateway says when it takes requests.
  String said(String field) throws IOException {
    return Files.readString(folder.resolve("stdout"))
        .replaceAll(".*\"" + field + "\":\"([^\"]+)\".*\n", "$1");
  }

  /// Starts a line of shell; what it writes is in the files `stdout` and `stderr` of the folder.
  Process start(String script, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", script)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(folder.resolve("stdout").toFile())
            .redirectError(folder.resolve("stderr").toFile());
    builder.environment().put("BE", Repository.root().resolve("breakeven").toString());
    builder.environment().put("BREAKEVEN_NO_BUILD", "yes");
    builder.environment().put("HOME", folder.toString());
    List.of("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
        .forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    return builder.start();
  }
}
