package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.e2e.house.Repository;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./dev new source NAME` in a copy of what it needs of the checkout.
class NewSourceTest {
  private static final String LIST =
      "ingest/src/main/java/dev/breakeven/ingest/usage/UsageSources.java";

  @TempDir Path checkout;

  private String dev(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", checkout.resolve("dev").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + "\n" + output;
  }

  private void copy(String name) throws IOException {
    Path from = Repository.root().resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = checkout.resolve(Repository.root().relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  @Test
  void aNewSourceCompilesAndIsListed() throws Exception {
    for (String needed : List.of("dev", ".mvn/house.sh", "ingest/src/templates", LIST)) {
      copy(needed);
    }
    assertThat(dev("new", "source", "open-code")).startsWith("0\n").contains("OpenCodeSource.java");
    assertThat(Files.readString(checkout.resolve(LIST))).contains("new OpenCodeSource(),");
    assertThat(dev("new", "source", "open-code")).startsWith("2\n");
    assertThat(dev("new", "source", "Open Code")).startsWith("2\n");

    List<Path> sources;
    try (Stream<Path> files = Files.walk(checkout.resolve("ingest/src/main"))) {
      sources = files.filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertThat(sources).hasSize(3);
    Path classes = Files.createDirectory(checkout.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      Boolean compiled =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }
}
