package dev.breakeven.ingest.trace.servegen;

import dev.breakeven.core.workload.CallerTraffic.Window;
import dev.breakeven.core.workload.Intake;
import dev.breakeven.core.workload.InterArrivals;
import dev.breakeven.ingest.text.CsvFields;
import dev.breakeven.ingest.trace.format.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The table of rates, its header first.
final class RateRows implements ServeGenFiles.LineReader {
  private static final double LONGEST_SECONDS = 1e9;
  private static final double MOST_PER_SECOND = 1e9;

  private final Intake intake;
  private final CsvFields fields = new CsvFields();
  private final List<Window> windows = new ArrayList<>();
  private Optional<Sample> header = Optional.empty();

  RateRows(Intake intake) {
    this.intake = intake;
  }

  List<Window> windows() {
    return List.copyOf(windows);
  }

  @Override
  public Optional<String> read(byte[] bytes, int from, int to) {
    if (header.isEmpty()) {
      header = Optional.of(Sample.of(Arrays.copyOfRange(bytes, from, to)));
      return Optional.empty();
    }
    fields.split(bytes, from, to);
    if (fields.count() != header.get().names().size()) {
      return Optional.of("other than %d values".formatted(header.get().names().size()));
    }
    try {
      double second = number(bytes, "t_s");
      double perSecond = number(bytes, "rate_rps");
      if (!(second >= 0 && second <= LONGEST_SECONDS)) {
        return Optional.of("t_s is not from 0 to a billion seconds");
      }
      if (!(perSecond > 0 && perSecond <= MOST_PER_SECOND)) {
        return Optional.of("rate_rps is not over 0, at most a billion");
      }
      windows.add(
          new Window(
              Integer.parseInt(text(bytes, "client")),
              Math.round(second * 1e9),
              perSecond,
              new InterArrivals(family(bytes), number(bytes, "shape"))));
      intake.accept();
      return Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.of("a value is no number");
    } catch (IllegalArgumentException e) {
      return Optional.of("iat_family or shape cannot be drawn from");
    }
  }

  private InterArrivals.Family family(byte[] bytes) {
    return switch (text(bytes, "iat_family")) {
      case "Gamma" -> InterArrivals.Family.GAMMA;
      case "Weibull" -> InterArrivals.Family.WEIBULL;
      default -> throw new IllegalArgumentException("family (expected: Gamma or Weibull)");
    };
  }

  private double number(byte[] bytes, String column) {
    return Double.parseDouble(text(bytes, column));
  }

  private String text(byte[] bytes, String column) {
    int field = header.orElseThrow().column(column);
    int from = fields.start(field);
    return new String(bytes, from, fields.end(field) - from, StandardCharsets.UTF_8).strip();
  }
}
