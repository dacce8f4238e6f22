package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.e2e.house.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./breakeven` from anywhere, through a link, with a stand-in JDK that prints what it is given.
class LauncherTest {
  @TempDir Path folder;
  private Path jdk;

  @BeforeEach
  void makeStandInJdk() throws IOException {
    jdk = folder.resolve("some jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.3\"\n");
    for (String tool : List.of("java", "javac")) {
      Path script = jdk.resolve("bin").resolve(tool);
      Files.writeString(script, "#!/bin/sh\npwd -P\nfor a in \"$@\"; do echo \"<$a>\"; done\n");
      assertThat(script.toFile().setExecutable(true)).isTrue();
    }
  }

  @Test
  void keepsTheFolderAndTheArgumentsOfItsCaller() throws Exception {
    Path here = Files.createDirectory(folder.resolve("my traces"));
    Path link =
        Files.createSymbolicLink(folder.resolve("be"), Repository.root().resolve("breakeven"));
    Path linkToLink = Files.createSymbolicLink(here.resolve("be"), Path.of("..", "be"));

    for (Path start : List.of(Repository.root().resolve("breakeven"), link, linkToLink)) {
      List<String> lines = run(here, start.toString(), "plan", "two words", "", "*");

      assertThat(lines).startsWith(here.toRealPath().toString());
      assertThat(lines)
          .endsWith(
              "<-cp>",
              "<" + Repository.root().toRealPath() + "/cli/target/app/*>",
              "<dev.breakeven.cli.Main>",
              "<plan>",
              "<two words>",
              "<>",
              "<*>");
    }
    Files.delete(linkToLink);
    Files.delete(link);
  }

  private List<String> run(Path where, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("BREAKEVEN_NO_BUILD", "yes");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
