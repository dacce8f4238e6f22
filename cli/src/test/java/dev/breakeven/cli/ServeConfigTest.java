package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.breakeven.cli.config.ServeKey;
import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.RateLimit;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.routing.ModelAliases;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.Api;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Mirror;
import dev.breakeven.gateway.settings.Operation;
import dev.breakeven.gateway.settings.Overflow;
import dev.breakeven.gateway.settings.Preset;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.Tag;
import dev.breakeven.gateway.settings.UnusualUse;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the part `serve` of a file becomes, and what is said of a file that is wrong.
class ServeConfigTest {
  private static final String HASH = "ab".repeat(32);
  private static final String ALL =
      """
      fte: 0.5
      serve:
        port: 0
        cheap: [a]
        best: a
        auto-tokens: 900
        host: 0.0.0.0
        admin-port: 4001
        default-output: 0
        body-mb: 2
        connect-timeout: 1s
        header-timeout: 2s
        first-token-timeout: 300ms
        idle-timeout: 4m
        total-timeout: 1h
        attempts: 2
        backoff: 10ms
        longest-wait: 3s
        hold-tokens: 7
        rest: 9s
        keep-alive: 7s
        tls-cert: cert.pem
        tls-key: /etc/key.pem
        access-log: access.jsonl
        alerts: env:HOOK
        unusual-use: suspend
        upstreams:
          - name: own
            url: [http://10.0.0.5:8000, http://10.0.0.6:8000]
            dialect: anthropic
            preset: azure
            api-version: 2024-10-21
            responses: false
            provider: acme
            region: eu
            own: true
            key: env:OWN_KEY
            models: {a: b}
            balance: round-robin
            spill-at: 4
            spill-queue: 5
            spill-kv: 90
            spill-first-token: 2s
        keys:
          - id: ci
            sha256: %s
            team: web
            tenant: acme
            service: search
            models: [a]
            providers: [acme]
            regions: [eu]
        tags:
          - name: nightly
            providers: acme
            regions: [eu, us]
        budgets:
          - {scope: tag, of: nightly, usd: 12.5, period: week, zone: Europe/Berlin}
        limits:
          - {scope: key, of: ci, requests-per-minute: 1, tokens-per-minute: 2, concurrent: 3}
        mirrors:
          - {of: cheap, upstream: own, model: a, share: 1/20, concurrent: 4}
      """
          .formatted(HASH);

  @TempDir Path folder;

  private GatewaySettings read(String text, String... urls) {
    try {
      Path file = Files.writeString(folder.resolve("breakeven.yaml"), text);
      Surroundings around =
          new Surroundings(
              Map.of("OWN_KEY", "s3cret", "HOOK", "https://hooks.example.com/x"),
              folder,
              folder.resolve("elsewhere"));
      return new Wiring(Clock.systemUTC(), around)
          .gatewaySettings(
              Optional.of(file), List.of(urls), Optional.empty(), Optional.empty(), List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyKeyReachesItsSetting() {
    assertThat(read(ALL))
        .isEqualTo(
            new GatewaySettings(
                new GatewaySettings.Listen("0.0.0.0", 0, 4001),
                List.of(
                    new UpstreamSettings(
                        "own",
                        Dialect.ANTHROPIC,
                        List.of(
                            URI.create("http://10.0.0.5:8000/openai"),
                            URI.create("http://10.0.0.6:8000/openai")),
                        "acme",
                        "eu",
                        true,
                        Optional.of("s3cret"),
                        Map.of("a", "b"),
                        BalancePolicy.ROUND_ROBIN,
                        Optional.of(4),
                        new Overflow(
                            OptionalInt.of(5),
                            OptionalInt.of(90),
                            Optional.of(Duration.ofSeconds(2))),
                        new Api(Preset.AZURE, Optional.of("2024-10-21"), false))),
                new GatewaySettings.Access(
                    List.of(
                        new VirtualKey(
                            "ci",
                            HASH,
                            "web",
                            "acme",
                            Optional.of("search"),
                            Set.of("a"),
                            Set.of("acme"),
                            Set.of("eu"))),
                    List.of(
                        new SpendCap(
                            ScopeKind.TAG,
                            Optional.of("nightly"),
                            Usd.parse("12.5"),
                            Period.WEEK,
                            ZoneId.of("Europe/Berlin"))),
                    List.of(new RateLimit(ScopeKind.KEY, Optional.of("ci"), 1, 2, 3)),
                    List.of(new Tag("nightly", Set.of("acme"), Set.of("eu", "us"))),
                    UnusualUse.SUSPEND),
                new Clocks(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(300),
                    Duration.ofMinutes(4),
                    Duration.ofHours(1)),
                new Retries(
                    2, Duration.ofMillis(10), Duration.ofSeconds(3), 7, Duration.ofSeconds(9)),
                new GatewaySettings.Bodies(2 << 20, 0),
                new Operation(
                    Optional.of(
                        new Operation.Tls(folder.resolve("cert.pem"), Path.of("/etc/key.pem"))),
                    Duration.ofSeconds(7),
                    Optional.of(folder.resolve("access.jsonl")),
                    Optional.of(URI.create("https://hooks.example.com/x"))),
                new ModelAliases(List.of("a"), List.of("a"), OptionalLong.of(900)),
                List.of(new Mirror("cheap", "own", "a", Ratio.percent(5), 4))));
    for (ServeKey key : ServeKey.values()) {
      // of ServePolicyTest: what it obeys is another file
      if (key != ServeKey.POLICY) {
        assertThat(ALL).as("%s is tested", key).containsPattern("\\b" + key.key() + ":");
      }
    }
  }

  @Test
  void whatIsNotSetIsAsTheTableSays() {
    GatewaySettings settings = read("serve: {upstreams: []}", "http://127.0.0.1:11434");

    assertThat(settings)
        .isEqualTo(
            GatewaySettings.of(
                    List.of(
                        UpstreamSettings.of(
                            "upstream",
                            Dialect.OPENAI,
                            URI.create("http://127.0.0.1:11434"),
                            true)))
                .with(GatewaySettings.Listen.LOCAL.at(4000)));
    assertThat(ServeKey.TOTAL.defaultText()).isEqualTo(Clocks.DEFAULT.total().toSeconds() + "s");
    assertThat(ServeKey.DEFAULT_OUTPUT.defaultText())
        .isEqualTo(Long.toString(settings.bodies().defaultOutput()));
  }

  @Test
  void hostsThatAreKnownHaveTheirProviderAndDialect() {
    assertThat(
            read("serve: {}", "https://api.anthropic.com", "https://api.openai.com/v1").upstreams())
        .extracting(UpstreamSettings::dialect, UpstreamSettings::provider, UpstreamSettings::own)
        .containsExactly(
            tuple(Dialect.ANTHROPIC, "anthropic", false), tuple(Dialect.OPENAI, "openai", false));
  }

  @Test
  void everyPresetHasADefaultOfItsOwn() {
    for (Preset preset : Preset.values()) {
      String url = preset.url().isEmpty() ? "\n      url: http://h.example.com" : "";
      UpstreamSettings upstream =
          read("serve:\n  upstreams:\n    - name: a\n      preset: %s%s"
                  .formatted(preset.key(), url))
              .upstreams()
              .getFirst();

      assertThat(upstream.provider()).isEqualTo(preset.provider());
      assertThat(upstream.own()).isEqualTo(preset.isOwn());
      assertThat(upstream.dialect()).isEqualTo(preset.dialect());
      assertThat(upstream.api()).isEqualTo(Api.of(preset));
    }
    assertThat(read("serve: {}", "https://api.groq.com").upstreams().getFirst().replicas())
        .containsExactly(URI.create("https://api.groq.com/openai/v1"));
    assertThat(read("serve: {}", "http://172.20.0.5:8000").upstreams().getFirst().own()).isTrue();
    assertThat(read("serve: {}", "http://172.32.0.5:8000").upstreams().getFirst().own()).isFalse();
  }

  @Test
  void aCheckSaysWhatIsWrongAndWhere() throws IOException {
    try (MockUpstream mock = MockUpstream.start((request, response) -> response.json(200, "{}"))) {
      String text =
          """
          serve:
            tls-cert: cert.pem
            tls-key: key.pem
            upstreams:
              - name: own
                url: http://127.0.0.1:%d
              - name: gone
                url: http://127.0.0.1:1
              - name: paid
                url: http://127.0.0.1:%1$d
                provider: openai
                models: [gpt-4o, gpt-nobody]
            keys:
              - {id: ci, sha256: %2$s, providers: [openai]}
            tags:
              - {name: nightly}
              - {name: us-only, regions: [us]}
          """
              .formatted(mock.port(), HASH);
      Path file = Files.writeString(folder.resolve("check.yaml"), text);
      Shell.Result checked = Shell.run("serve", "--check", "--config", file.toString());

      assertThat(checked.status()).isEqualTo(1);
      String where = file + ":";
      assertThat(checked.out())
          .contains(
              "WRONG  " + where + "2: " + folder.resolve("cert.pem") + " is not a certificate")
          .contains("WRONG  " + where + "3: " + folder.resolve("key.pem") + " is not a private key")
          .contains("ok     " + where + "5: http://127.0.0.1:" + mock.port() + "/v1/models answers")
          .contains("WRONG  " + where + "7: http://127.0.0.1:1/v1/models cannot be reached")
          .contains("ok     " + where + "9: openai/gpt-4o has a price")
          .contains("WRONG  " + where + "9: no price for openai/gpt-nobody")
          .contains("ok     " + where + "14: key ci may go to paid")
          .doesNotContain("nightly")
          .contains("WRONG  " + where + "17: tag us-only may go to no upstream")
          .endsWith("Wrong: 5.\n");
      assertThat(mock.requests()).as("nothing paid").isEmpty();

      String right = text.replace("127.0.0.1:1\n", "127.0.0.1:" + mock.port() + "\n");
      Files.writeString(
          file,
          right
              .replaceAll("  tls-.*\n", "")
              .replace(", gpt-nobody", "")
              .replace(", regions: [us]", ""));
      Shell.Result again = Shell.run("serve", "--check", "--config", file.toString());
      assertThat(again.out()).endsWith("The gateway can start.\n");
      assertThat(again.status()).isZero();
    }
  }

  @Test
  void whatIsWrongIsSaidWithFileAndLine() {
    assertWrong("serve:\n  prot: 1", "there is no key 'prot' under serve", ":2");
    assertWrong("serve:\n  port: x", "the value of 'port' is not usable", ":2");
    assertWrong("serve:\n  upstreams:\n    - url: http://h", "'name' is missing", ":3");
    assertWrong(
        "serve:\n  upstreams:\n    - {name: a, url: ftp://h}", "is no URL of an upstream", ":3");
    assertWrong(
        "serve:\n  upstreams:\n    - name: a\n      url: http://h\n      key: sk-abc",
        "a secret is named, not written out",
        ":5");
    assertWrong("serve:\n  budgets:\n    - {usd: 1, period: hour}", "'period' is not usable", ":3");
    assertWrong("serve:\n  keys:\n    - {id: a, sha256: xyz}", "'sha256' is not usable", ":3");
    assertWrong("serve:\n  port: 1\n  port: 2", "'port' is there twice", ":3");
    assertWrong("serve: &a\n  x: *a", "an alias", ":2");
    assertWrong("serve: [", "not YAML", ":1");
    assertWrong(
        "serve:\n  upstreams:\n    - {name: a, preset: nobody}", "'preset' is not usable", ":3");
    assertWrong("serve:\n  upstreams:\n    - {name: a, preset: vllm}", "'url' is missing", ":3");
    assertWrong(
        "serve:\n  upstreams:\n    - {name: a, url: http://h, spill-kv: 101}",
        "'spill-kv' is not usable",
        ":3");
    assertWrong("serve:\n  tags:\n    - {name: 'a b'}", "'name' is not usable", ":3");
    assertWrong("serve:\n  tags:\n    - {name: a}\n    - {name: a}", "'name' is not usable", ":4");
    String budget = "serve:\n  tags: [{name: a}]\n  budgets:\n    - {scope: tag, usd: 1, of: b}";
    assertWrong(budget, "'of' is not usable", ":4");
    String limit = "serve:\n  limits:\n    - {scope: tag, concurrent: 1}";
    assertWrong(limit, "'scope' is not usable", ":3");
    assertWrong("serve:\n  cheap: [auto]", "'cheap' is not usable", ":2");
    assertWrong("serve:\n  best: [nobody]", "'best' is not usable", ":2");
    assertWrong("serve:\n  auto-tokens: 9", "'auto-tokens' is not usable", ":2");
    assertWrong("serve:\n  tls-cert: a.pem", "'tls-key' is missing", ":1");
    assertWrong("fte: 1", "there is no part 'serve'", "breakeven.yaml");
    assertThatThrownBy(() -> read("serve: {}")).hasMessageContaining("there is no upstream");
  }

  private void assertWrong(String text, String what, String where) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> {
              assertThat(e.what()).contains(what);
              assertThat(e.where()).endsWith(where);
              assertThat(e.oneLine()).doesNotContain("sk-abc");
            });
  }

  @Test
  void aKeyIsShownOnceAndKnownByItsHash() {
    Shell.Result made = Shell.run("serve", "key", "ci", "--json");

    String secret = made.out().replaceAll(".*\"secret\":\"([^\"]+)\".*", "$1").strip();
    assertThat(secret).matches("sk-be-[0-9a-f]{64}");
    assertThat(made.out()).contains(KeyRing.hash(secret));
  }

  @Test
  void otherVerbsPassOverThePart() throws IOException {
    Files.writeString(folder.resolve("breakeven.yaml"), ALL);
    Surroundings around = new Surroundings(Map.of(), folder, folder);

    assertThat(new Wiring(Clock.systemUTC(), around).settings().problems()).isEmpty();
  }

  @Test
  void tracesFollowTheEnvironmentWithAndWithoutAFile() throws IOException {
    String name = "OTEL_EXPORTER_OTLP_ENDPOINT";
    Surroundings around =
        new Surroundings(
            Map.of(name, "http://localhost:4318", "OPENAI_API_KEY", "s3cret"), folder, folder);
    Path file =
        Files.writeString(
            folder.resolve("traced.yaml"),
            "serve:\n  upstreams:\n    - {name: u, url: 'http://127.0.0.1:1'}\n");

    for (Optional<Path> config : List.of(Optional.of(file), Optional.<Path>empty())) {
      List<String> urls = config.isPresent() ? List.of() : List.of("http://127.0.0.1:1");
      assertThat(
              new Wiring(Clock.systemUTC(), around)
                  .gatewaySettings(config, urls, Optional.empty(), Optional.empty(), List.of())
                  .operation()
                  .traces()
                  .variables())
          .isEqualTo(Map.of(name, "http://localhost:4318"));
    }
  }
}
