package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.gateway.settings.Mirror;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mirrors as a file states them, and what a check says of them.
class ServeMirrorsTest {
  @TempDir Path folder;

  private List<Mirror> read(String text) {
    try {
      Path file = Files.writeString(folder.resolve("breakeven.yaml"), text);
      return new Wiring(Clock.systemUTC(), new Surroundings(Map.of(), folder, folder))
          .gatewaySettings(
              Optional.of(file), List.of(), Optional.empty(), Optional.empty(), List.of())
          .mirrors();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aMirrorAsksForTheSameModelUnlessItIsToldAnother() {
    assertThat(
            read(
                """
                serve:
                  upstreams:
                    - {name: u, url: 'http://h', models: [m]}
                    - {name: v, url: 'http://h', models: {m: x, n: y}}
                  mirrors:
                    - {of: m, upstream: v, share: 0.25}
                    - {of: m, upstream: v, model: n, share: 100%}
                """))
        .containsExactly(
            new Mirror("m", "v", "m", Ratio.of(1, 4), 32),
            new Mirror("m", "v", "n", Ratio.ONE, 32));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "upstream: u, share: 1 | 'of' is missing",
        "of: x, upstream: u, share: 1 | 'of' is not usable",
        "of: auto, upstream: u, share: 1 | 'of' is not usable",
        "of: m, share: 1 | 'upstream' is missing",
        "of: m, upstream: v, share: 1 | 'upstream' is not usable",
        "of: m, upstream: u, model: x, share: 1 | 'model' is not usable",
        "of: cheap, upstream: u, share: 1 | 'model' is missing",
        "of: n, upstream: u, share: 1 | 'model' is missing",
        "of: m, upstream: u | 'share' is missing",
        "of: m, upstream: u, share: 0 | 'share' is not usable",
        "of: m, upstream: u, share: -0.1 | 'share' is not usable",
        "of: m, upstream: u, share: 1.1 | 'share' is not usable",
        "of: m, upstream: u, share: 101% | 'share' is not usable",
        "of: m, upstream: u, share: some | 'share' is not usable",
        "of: m, upstream: u, share: 1/0 | 'share' is not usable",
        "of: m, upstream: u, share: 1, concurrent: 0 | 'concurrent' is not usable",
        "of: m, upstream: u, share: 1, most: 2 | there is no key 'most' under mirrors",
      })
  void whatIsWrongIsSaidWithItsLine(String mirror, String what) {
    assertThatThrownBy(
            () ->
                read(
                    """
                    serve:
                      cheap: [m]
                      upstreams:
                        - {name: u, url: 'http://h', models: [m]}
                        - {name: w, url: 'http://h', models: [n]}
                      mirrors:
                        - {%s}
                    """
                        .formatted(mirror)))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.what()).contains(what);
              assertThat(e.where()).endsWith("breakeven.yaml:7");
            });
  }

  @Test
  void aCheckSaysWhatIsCopiedWhereToAndWhatHasNoPrice() throws IOException {
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.json(200, "{}"))) {
      Path file =
          Files.writeString(
              folder.resolve("mirrors.yaml"),
              """
              serve:
                upstreams:
                  - name: paid
                    url: http://127.0.0.1:%d
                    provider: openai
                    models: {gpt-4o: gpt-4o, trial: gpt-4o-mini, odd: gpt-nobody}
                mirrors:
                  - {of: gpt-4o, upstream: paid, model: trial, share: 2.5%%}
                  - {of: gpt-4o, upstream: paid, model: odd, share: 1}
              """
                  .formatted(mock.port()));
      String out = Shell.run("serve", "--check", "--config", file.toString()).out();

      String where = file + ":";
      String calls = " % of calls for gpt-4o are copied to paid as ";
      assertThat(out)
          .contains("ok     " + where + "8: 2.5" + calls + "gpt-4o-mini\n")
          .contains("WRONG  " + where + "9: 100" + calls + "gpt-nobody, which has no price: not");
      assertThat(mock.requests()).isEmpty();
    }
  }
}
