package dev.breakeven.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.breakeven.cli.Main;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.e2e.house.Repository;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page of a plan in a real Chromium: no request, no message, no sideways scrolling.
///
/// Pictures of it are left in `e2e/target/browser` for people to look at.
@Tag("slow")
class PlanInBrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path PICTURES = Repository.root().resolve("e2e/target/browser");
  private static final Clock DAY =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  @TempDir static Path folder;
  private static Playwright playwright;
  private static Browser browser;
  private static Path report;

  @BeforeAll
  static void start() throws Exception {
    if (!Files.isExecutable(CHROMIUM)) {
      System.err.println("skipped: no " + CHROMIUM);
    }
    assumeThat(CHROMIUM).isExecutable();
    Files.createDirectories(PICTURES);
    report = folder.resolve("plan.html");
    plan("--volume", "2B/month", "--today", "gpt-4o", "--html", report.toString());
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox")));
  }

  @AfterAll
  static void stop() {
    if (playwright != null) {
      playwright.close();
    }
  }

  private static void plan(String... arguments) {
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("plan"));
    all.addAll(List.of(arguments));
    int status =
        Main.commandLine(new Wiring(DAY))
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    assertThat(status).as(err.toString()).isZero();
  }

  /// A page at `file`; whatever it asks for or says is added to the lists.
  private static Page open(
      Path file, int width, ColorScheme colours, List<String> asked, List<String> said) {
    Page page =
        browser.newPage(
            new Browser.NewPageOptions().setViewportSize(width, 900).setColorScheme(colours));
    page.onRequest(request -> asked.add(request.url()));
    page.onConsoleMessage(message -> said.add(message.text()));
    page.onPageError(said::add);
    page.onDialog(
        dialog -> {
          said.add(dialog.message());
          dialog.dismiss();
        });
    page.navigate(file.toUri().toString());
    return page;
  }

  @ParameterizedTest
  @CsvSource({"1280, LIGHT", "1280, DARK", "400, LIGHT", "400, DARK"})
  void fitsAndAsksForNothing(int width, ColorScheme colours) {
    List<String> asked = new ArrayList<>();
    List<String> said = new ArrayList<>();
    try (Page page = open(report, width, colours, asked, said)) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(PICTURES.resolve("plan-%d-%s.png".formatted(width, colours))));
      assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
      assertThat(page.locator("h1").textContent()).startsWith("Stay on the API");
      assertThat(page.locator("section svg[role=img]").count()).isPositive();
      assertThat(page.locator("svg[role=img] > title").count())
          .isEqualTo(page.locator("svg[role=img]").count());
    }
    assertThat(asked).containsExactly(report.toUri().toString());
    assertThat(said).isEmpty();
  }

  @Test
  void isPrintedAsPdf() throws Exception {
    try (Page page = open(report, 1280, ColorScheme.LIGHT, new ArrayList<>(), new ArrayList<>())) {
      byte[] pdf = page.pdf(new Page.PdfOptions().setPath(PICTURES.resolve("plan.pdf")));
      assertThat(new String(pdf, StandardCharsets.ISO_8859_1))
          .startsWith("%PDF-")
          .contains("/Page");
    }
  }

  @Test
  void aHostileNameIsOnlyAText() throws Exception {
    String name = "<img src=x onerror=alert(1)>&\"'.csv";
    Path trace =
        Files.writeString(
            folder.resolve(name),
            """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:15:46.6805900,374,44
            2023-11-16 18:15:50.9951690,396,109
            2023-11-16 18:15:59.2222280,879,55
            """);
    Path file = folder.resolve("hostile.html");
    plan(trace.toString(), "--html", file.toString());
    List<String> asked = new ArrayList<>();
    List<String> said = new ArrayList<>();
    try (Page page = open(file, 1280, ColorScheme.LIGHT, asked, said)) {
      assertThat(page.locator("img, script, iframe, link").count()).isZero();
      assertThat(page.locator("main").textContent()).contains(name);
    }
    assertThat(asked).containsExactly(file.toUri().toString());
    assertThat(said).isEmpty();
  }
}
