package dev.breakeven.ingest.billing;

import dev.breakeven.core.audit.ChargeReceiver;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.ingest.text.CsvFields;
import dev.breakeven.ingest.text.CsvRecords;
import dev.breakeven.ingest.text.TextSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Reads FOCUS cost data in CSV, 1.0 to 1.4, of any provider: a row at a time, none of it held.
///
/// Owned by one thread.
public final class FocusFile {
  private static final String USD = "USD";

  private final Function<String, Optional<Ratio>> rates;
  private final ChargeReceiver receiver;
  private final Intake intake = new Intake();
  private final Set<String> converted = new TreeSet<>();

  /// `rates` tells dollars for one unit of a currency; a row in one without a rate is counted as
  /// a problem and given to nobody.
  public FocusFile(Function<String, Optional<Ratio>> rates, ChargeReceiver receiver) {
    this.rates = rates;
    this.receiver = receiver;
  }

  /// True for the first line of a FOCUS file.
  public static boolean recognises(String firstLine) {
    Set<String> names = new HashSet<>();
    for (String name : firstLine.split(",", -1)) {
      names.add(name.replace("\"", "").strip().toLowerCase(Locale.ROOT));
    }
    return names.contains("billedcost")
        && (names.contains("chargeperiodstart") || names.contains("billingperiodstart"));
  }

  /// True for a column that is looked at, by its name in any case.
  public static boolean hasUseOf(String column) {
    return Arrays.stream(FocusColumn.values())
        .flatMap(each -> each.names().stream())
        .anyMatch(column::equalsIgnoreCase);
  }

  /// Gives each charge of `input` to the receiver; throws `FORMAT_UNKNOWN` for another content.
  public void read(TextSource input) {
    CsvRecords records = new CsvRecords(input.lines());
    Optional<FocusRow> row = Optional.empty();
    while (records.next()) {
      Where where = new Where(input, records);
      switch (records.state()) {
        case TOO_LONG -> intake.reject("row over 16 MiB", where.text());
        case OPEN -> intake.reject("a quoted field does not end", where.text());
        case WHOLE -> {
          CsvFields fields = records.fields();
          if (row.isEmpty()) {
            row = Optional.of(header(records, input));
          } else if (fields.count() != row.get().width()) {
            intake.reject("not as many columns as the header", where.text());
          } else {
            take(row.get(), records.bytes(), where);
          }
        }
      }
    }
    input
        .lines()
        .damage()
        .ifPresent(damage -> intake.reject("the rest is lost: " + damage, input.name()));
    if (row.isEmpty()) {
      throw new BreakevenException(
          ErrorCode.INPUT_EMPTY, "the bill has no header", input.name(), "Give a FOCUS CSV file");
    }
  }

  private FocusRow header(CsvRecords records, TextSource input) {
    CsvFields fields = records.fields();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < fields.count(); i++) {
      names.add(
          new String(
                  records.bytes(),
                  fields.start(i),
                  fields.end(i) - fields.start(i),
                  StandardCharsets.UTF_8)
              .strip());
    }
    if (!recognises(String.join(",", names))) {
      throw new BreakevenException(
          ErrorCode.FORMAT_UNKNOWN,
          "no FOCUS bill: the header lacks BilledCost or ChargePeriodStart",
          input.name() + ":" + records.number(),
          "Export cost data as FOCUS 1.0 or later, in CSV");
    }
    FocusRow row = new FocusRow(names, fields, receiver::needsResource);
    if (!row.has(FocusColumn.CURRENCY)) {
      intake.note(input.name() + ": no BillingCurrency column, amounts are read as US dollars");
    }
    if (!row.has(FocusColumn.EFFECTIVE)) {
      intake.note(input.name() + ": no EffectiveCost column, the billed amounts stand for it");
    }
    return row;
  }

  /// A row's place, put into words only for one that is left out.
  private record Where(TextSource input, CsvRecords records) {
    String text() {
      return input.name() + ":" + records.number();
    }
  }

  private void take(FocusRow row, byte[] bytes, Where where) {
    row.on(bytes);
    Optional<PicoUsd> billed = row.amount(FocusColumn.BILLED);
    if (billed.isEmpty()) {
      intake.reject("BilledCost is no amount", where.text());
      return;
    }
    Optional<Instant> from = row.from();
    Optional<Instant> to = row.to();
    if (from.isEmpty() || to.isEmpty()) {
      intake.reject("no charge period that can be read", where.text());
      return;
    }
    String stated = row.text(FocusColumn.CURRENCY);
    String currency = stated.isEmpty() && !row.has(FocusColumn.CURRENCY) ? USD : stated;
    Optional<Ratio> rate =
        currency.equalsIgnoreCase(USD) ? Optional.of(Ratio.ONE) : rates.apply(currency);
    if (rate.isEmpty()) {
      intake.reject(
          currency.isEmpty()
              ? "no currency is stated"
              : "an amount in " + currency + ", of which no exchange rate is known",
          where.text());
      return;
    }
    if (!currency.equalsIgnoreCase(USD)) {
      converted.add(currency);
    }
    PicoUsd effective = row.amount(FocusColumn.EFFECTIVE).orElse(billed.get());
    intake.accept();
    receiver.accept(
        row.charge(
            from.get(),
            to.get(),
            inDollars(billed.get(), rate.get()),
            inDollars(effective, rate.get())));
  }

  private static PicoUsd inDollars(PicoUsd amount, Ratio rate) {
    return rate.equals(Ratio.ONE)
        ? amount
        : PicoUsd.rounded(amount.dollars().times(rate).decimal(12));
  }

  /// What became of the rows so far.
  public Intake intake() {
    return intake;
  }

  /// The currencies that were converted into dollars.
  public Set<String> converted() {
    return Set.copyOf(converted);
  }
}
