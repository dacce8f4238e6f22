package dev.breakeven.ingest.usage.litellm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.ingest.usage.Received;
import dev.breakeven.ingest.usage.source.UsageSink;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The spend logs of a real PostgreSQL with LiteLLM's own table.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiteLlmDatabaseTest {
  private EmbeddedPostgres postgres;

  @BeforeAll
  void start() throws IOException, SQLException {
    assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
        .as("the bundled server is for Linux on x86-64")
        .isEqualTo("Linuxamd64");
    postgres = EmbeddedPostgres.start();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(resource("spend-logs.sql"));
    }
  }

  @AfterAll
  void stop() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = LiteLlmDatabaseTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static UsageSink sink(Received received) {
    return new UsageSink(UnaryOperator.identity(), received);
  }

  private String url() {
    return "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres?sslmode=disable";
  }

  @Test
  void readsTokensCostAndTimesOfEachRow() {
    Received received = new Received();
    UsageSink sink = sink(received);
    new LiteLlmDatabase(url()).read(Instant.EPOCH, sink);
    List<Attempt> attempts = received.attempts();
    assertThat(attempts).hasSize(3);
    Attempt cached = attempts.getFirst();
    assertThat(cached.id().request()).isEqualTo("litellm:chatcmpl-1");
    assertThat(cached.at()).isEqualTo(Instant.parse("2026-05-01T12:00:00.250Z"));
    assertThat(cached.metered().usage()).isEqualTo(new Usage(60, 60, 0, 0, 55, 25));
    assertThat(cached.cost())
        .isEqualTo(new Cost.Priced(Usd.parse("0.001234568"), Basis.METERED, ""));
    assertThat(cached.timing().ttftMillis()).hasValue(650);
    assertThat(cached.timing().durationMillis()).hasValue(3_000);
    assertThat(cached.scope().team()).isEqualTo("Search");
    assertThat(cached.scope().tags()).containsEntry("team", "search").containsEntry("beta", "");
    assertThat(attempts.get(1).metered().usage()).isEqualTo(new Usage(3, 550, 12_000, 304, 550, 0));
    assertThat(attempts.get(1).cost()).isInstanceOf(Cost.Unpriced.class);
    assertThat(attempts.get(2).ending().status()).isEqualTo(429);
    assertThat(attempts.toString()).doesNotContain("PROMPT-TEXT");
    assertThat(sink.count("litellm", 1).withoutUsage()).isEqualTo(1);
  }

  @Test
  void readsOnFromAnInstant() {
    Received received = new Received();
    new LiteLlmDatabase(url()).read(Instant.parse("2026-05-01T12:00:01Z"), sink(received));
    assertThat(received.attempts())
        .extracting(a -> a.id().request())
        .containsExactly("litellm:fail-5");
  }

  @Test
  void readsATableOfAnOlderProxy() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create database older;
          """);
    }
    try (Connection connection = postgres.getDatabase("postgres", "older").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create table "LiteLLM_SpendLogs" (request_id text primary key, spend double precision,
            prompt_tokens int, completion_tokens int, "startTime" timestamp(3), model text);
          insert into "LiteLLM_SpendLogs" values ('a', 0.5, 7, 8, '2024-01-01', 'gpt-4');
          """);
    }
    Received received = new Received();
    new LiteLlmDatabase(url().replace("/postgres?", "/older?")).read(Instant.EPOCH, sink(received));
    assertThat(received.attempts().getFirst().metered().usage()).isEqualTo(Usage.of(7, 8));
  }

  @Test
  void saysWhatIsWrongWithoutThePassword() {
    String noTable = url().replace("/postgres?", "/template1?");
    String wrong = "postgresql://ada:s3cret@localhost:" + postgres.getPort() + "/nowhere";
    for (String url : List.of(noTable, wrong, "postgresql://ada:s3cret@localhost:1/x")) {
      BreakevenException error =
          catchThrowableOfType(
              BreakevenException.class,
              () -> new LiteLlmDatabase(url).read(Instant.EPOCH, sink(new Received())));
      assertThat(error).as(url).isNotNull();
      assertThat(error.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
      assertThat(error.oneLine()).contains("localhost").doesNotContain("s3cret");
    }
    for (String url : List.of("litellm", "http://x/y", "postgresql://", "postgresql://a b")) {
      assertThat(
              catchThrowableOfType(BreakevenException.class, () -> new LiteLlmDatabase(url)).code())
          .isEqualTo(ErrorCode.USAGE);
    }
  }
}
