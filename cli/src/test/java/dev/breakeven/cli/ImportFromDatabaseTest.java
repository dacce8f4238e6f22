package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `import` of the spend logs in a real PostgreSQL with LiteLLM's own table.
class ImportFromDatabaseTest {
  private static final Path LITELLM =
      Path.of(
          System.getProperty("breakeven.root", "."),
          "ingest/src/test/resources/dev/breakeven/ingest/usage/litellm");

  @TempDir Path folder;

  @Test
  void rowsAreImportedOnceAndSummedByBasis() throws IOException, SQLException {
    assumeThat(System.getProperty("os.name") + System.getProperty("os.arch"))
        .as("the bundled server is for Linux on x86-64")
        .isEqualTo("Linuxamd64");
    UsageFixture fixture = UsageFixture.in(folder);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      try (Connection connection = postgres.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(Files.readString(LITELLM.resolve("spend-logs.sql")));
      }
      String url =
          "postgresql://postgres@localhost:%d/postgres?sslmode=disable"
              .formatted(postgres.getPort());
      Shell.Result first = fixture.run("import", url);
      assertThat(first.status()).as(first.err()).isZero();
      assertThat(first.out()).startsWith("Added 3 calls").doesNotContain("PROMPT-TEXT");
      Shell.Result second = fixture.run("import", url);
      assertThat(second.out()).startsWith("Nothing is new: the ledger has all 3 already.");
    }
    JsonTree usage = fixture.run("usage", "--json").json();
    assertThat(String.valueOf(usage.get("totals")))
        .contains("calls=3, ", "without_usage=1, ")
        .contains(
            "{input=63, cache_read=610, cache_write_5m=12000, cache_write_1h=304, output=605,"
                + " reasoning=25, total=13607}")
        .as("LiteLLM's own cost, and 3 × $3 + 550 × $0.30 + 12,000 × $3.75 + 304 × $6 + 550 × $15")
        .contains("metered=0.001234568, list-equivalent=0.055248, ");
  }
}
