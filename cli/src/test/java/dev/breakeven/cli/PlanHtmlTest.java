package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page that `plan --html` writes; a real browser reads it in e2e.
class PlanHtmlTest {
  private static final Pattern TAG = Pattern.compile("<(/?)([a-z0-9]+)[^>]*?(/?)>");
  private static final List<String> VOID = List.of("meta");

  @TempDir Path folder;

  @Test
  void isThePageThatWasLookedAt() throws IOException {
    Golden.check("cli/src/test/golden/html/plan.html", html("--volume", "200M/month"));
  }

  @Test
  void isWellFormedAndAsksForNothing() throws IOException {
    String page = html("--volume", "200M/month", "--today", "gpt-4o");
    assertThat(page).doesNotContainPattern("(?i)https?:|<script|<link|<img|url\\(|@import");
    ArrayDeque<String> open = new ArrayDeque<>();
    TAG.matcher(page.substring(page.indexOf("<html")))
        .results()
        .filter(tag -> tag.group(3).isEmpty() && !VOID.contains(tag.group(2)))
        .forEach(
            tag -> {
              if (tag.group(1).isEmpty()) {
                open.push(tag.group(2));
              } else {
                assertThat(open.pop()).isEqualTo(tag.group(2));
              }
            });
    assertThat(open).isEmpty();
  }

  @Test
  void theVerdictComesFirstAndEveryRungIsThere() throws IOException {
    Path file = folder.resolve("plan.html");
    Shell.Result result =
        Shell.run("plan", "--volume", "200M/month", "--html", file.toString(), "--json");
    assertThat(result.err()).isEqualTo("written: " + file + "\n");
    String page = Files.readString(file).replace("&#39;", "'");
    String verdict = String.valueOf(result.json().get("verdict"));
    assertThat(page.indexOf("<h1>" + verdict)).isPositive().isLessThan(page.indexOf("<table"));
  }

  @Test
  void barsOfMinutesAreNotMarkedAsDays() throws IOException {
    StringBuilder trace = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
    for (int second = 0; second < 3_600; second++) {
      trace.append("2026-11-21 10:%02d:%02d.0,1000,200%n".formatted(second / 60, second % 60));
    }
    Path file = Files.writeString(folder.resolve("hour.csv"), trace);
    assertThat(html(file.toString())).contains("each bar is 60.0 s").doesNotContain(">day 1<");
  }

  @Test
  void aFileThatCannotBeWrittenIsAnErrorWithItsName() {
    Shell.Result result =
        Shell.run(
            "plan", "--volume", "200M/month", "--html", folder.resolve("no/plan.html").toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("error 116: cannot be written: no such folder (")
        .contains("no/plan.html");
  }

  private String html(String... arguments) throws IOException {
    Path file = folder.resolve("page.html");
    List<String> all = new ArrayList<>(List.of("plan", "--html", file.toString()));
    all.addAll(List.of(arguments));
    Shell.Result result = Shell.run(all.toArray(String[]::new));
    assertThat(result.status()).as(result.err()).isZero();
    return Files.readString(file);
  }
}
