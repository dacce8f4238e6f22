package dev.breakeven.ingest.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.audit.Bill;
import dev.breakeven.core.audit.BillTally;
import dev.breakeven.core.audit.SpendKind;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.Usd;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.testkit.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The published samples of FOCUS against sums that DuckDB makes of the same files.
class SharedBillsTest {
  private static final String AMOUNT =
      "coalesce(sum(try_cast(replace(replace(nullif(%s, 'NULL'), '$', ''), ',', '')"
          + " as decimal(38, 12))), 0)";

  private static Bill read(Path file) {
    BillTally tally = new BillTally(new NoMarket());
    FocusFile focus = new FocusFile(_ -> Optional.empty(), tally);
    try (TextSource input = TextSource.open(file.toString(), InputStream.nullInputStream())) {
      focus.read(input);
    }
    assertThat(focus.intake().problems()).as(file.toString()).isEmpty();
    return tally.bill();
  }

  private static BigDecimal sql(Path file, String column, String where) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select %s from read_csv('%s', all_varchar=true, header=true) where %s"
                    .formatted(AMOUNT.formatted(column), file, where))) {
      rows.next();
      return rows.getBigDecimal(1);
    }
  }

  private static BigDecimal sum(Bill bill, Function<Bill.Sums, PicoUsd> of) {
    return bill.totals().stream()
        .map(vendor -> of.apply(vendor.sums()))
        .reduce(PicoUsd.ZERO, PicoUsd::plus)
        .dollars()
        .decimal(12);
  }

  @Test
  void theSampleAddsUpToTheSumsOfSql() throws SQLException {
    Optional<Path> file = SharedData.file("focus/focus-1.0-sample-1000-rows.csv");
    if (file.isEmpty()) {
      return;
    }
    Bill bill = read(file.get());

    assertThat(bill.rows()).isEqualTo(1_000);
    assertThat(sum(bill, Bill.Sums::billed))
        .isEqualByComparingTo(sql(file.get(), "BilledCost", "true"));
    assertThat(sum(bill, Bill.Sums::effective))
        .isEqualByComparingTo(sql(file.get(), "EffectiveCost", "true"));
    for (Bill.Vendor vendor : bill.totals()) {
      assertThat(vendor.sums().billed().dollars().decimal(12))
          .isEqualByComparingTo(
              sql(file.get(), "BilledCost", "ProviderName = '" + vendor.provider() + "'"));
    }
  }

  @Test
  void theRoundedEffectiveCostsOfOneVendorAreNotTrusted() {
    Optional<Path> file = SharedData.file("focus/focus-1.0-sample-1000-rows.csv");
    if (file.isEmpty()) {
      return;
    }
    Bill bill = read(file.get());

    assertThat(bill.totals())
        .filteredOn(Bill.Vendor::roundedEffective)
        .extracting(Bill.Vendor::provider)
        .contains("AWS")
        .doesNotContain("Microsoft");
    assertThat(
            bill.groups().stream()
                .filter(group -> group.key().provider().equals("AWS"))
                .map(Bill.Group::usd)
                .reduce(Usd.ZERO, Usd::plus)
                .dollars()
                .decimal(2))
        .isEqualByComparingTo("18.01");
  }

  @Test
  void theEightGpuRowsAreFound() {
    Optional<Path> file = SharedData.file("focus/focus-1.0-sample-1000-rows.csv");
    if (file.isEmpty()) {
      return;
    }
    Bill bill = read(file.get());

    assertThat(rows(bill, "g5.4xlarge")).isEqualTo(8);
    // two older machines with GPUs stand beside them
    assertThat(rows(bill, "g3.4xlarge")).isEqualTo(2);
    assertThat(
            bill.groups().stream()
                .filter(group -> group.key().kind() == SpendKind.GPU)
                .mapToLong(Bill.Group::rows)
                .sum())
        .isEqualTo(10);
  }

  private static long rows(Bill bill, String instance) {
    return bill.machines().stream()
        .filter(machine -> machine.instance().equals(instance))
        .mapToLong(Bill.GpuMachine::rows)
        .sum();
  }

  @Test
  void everyExampleOfTheSpecificationAddsUpToTheSumsOfSql() throws IOException, SQLException {
    Optional<Path> folder = SharedData.file("focus/spec-1.2-examples");
    if (folder.isEmpty()) {
      return;
    }
    try (Stream<Path> files = Files.list(folder.get())) {
      for (Path file : files.sorted().toList()) {
        Bill bill = read(file);
        assertThat(sum(bill, Bill.Sums::billed))
            .as(file.toString())
            .isEqualByComparingTo(sql(file, "BilledCost", "true"));
        assertThat(sum(bill, Bill.Sums::effective))
            .as(file.toString())
            .isEqualByComparingTo(sql(file, "EffectiveCost", "true"));
      }
    }
  }
}
