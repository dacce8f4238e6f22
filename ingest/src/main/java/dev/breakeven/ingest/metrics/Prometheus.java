package dev.breakeven.ingest.metrics;

import dev.breakeven.core.audit.HourSeries;
import dev.breakeven.core.audit.Telemetry;
import dev.breakeven.ingest.http.RestReader;
import dev.breakeven.ingest.text.TextSource;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads metrics an hour at a time: from the HTTP API of Prometheus, or from saved answers of it.
///
/// Owned by one thread.
public final class Prometheus {
  private static final long HOUR = 3_600;
  /// What came in a longer one is spread over its end.
  private static final long MOST_GAP = 168;

  private static final long HOURS_A_PAGE = 168;

  private final SeriesTable table = new SeriesTable();
  private final List<String> remarks = new ArrayList<>();

  /// True for the beginning of an answer of the query API.
  public static boolean recognises(String head) {
    String start = head.stripLeading();
    return start.startsWith("{") && head.contains("\"resultType\"") && head.contains("\"result\"");
  }

  /// Asks for every metric that is known here, from `from` to `to`, a week a query.
  ///
  /// `increase` and `max_over_time` of an hour need no more than one point an hour, so a page stays
  /// far below the 11,000 points that Prometheus gives of a series.
  public void read(RestReader service, Instant from, Instant to) {
    long first = Math.floorDiv(from.getEpochSecond(), HOUR) + 1;
    long last = Math.floorDiv(to.getEpochSecond(), HOUR);
    for (MetricName name : MetricName.all()) {
      for (long hour = first; hour <= last; hour += HOURS_A_PAGE) {
        page(service, name, hour, Math.min(last, hour + HOURS_A_PAGE - 1));
      }
    }
  }

  private void page(RestReader service, MetricName name, long first, long last) {
    String path =
        "/api/v1/query_range?query=%s&start=%d&end=%d&step=%d"
            .formatted(
                URLEncoder.encode(name.query(), StandardCharsets.UTF_8),
                first * HOUR,
                last * HOUR,
                HOUR);
    byte[] body = service.get(path);
    MatrixReader.read(
        "query of " + name.text(), new ByteArrayInputStream(body), new Evaluated(name));
  }

  /// Points that a query made: each stands for the hour that ends with it.
  private final class Evaluated implements MatrixReader.Visitor {
    private final MetricName name;
    private Optional<HourSeries> series = Optional.empty();

    Evaluated(MetricName name) {
      this.name = name;
    }

    @Override
    public void series(Map<String, String> labels) {
      series = labels.isEmpty() ? Optional.empty() : Optional.of(table.of(name, labels));
    }

    @Override
    public void sample(double seconds, double value) {
      long hour = Math.floorDiv((long) seconds - 1, HOUR);
      series.ifPresent(each -> each.largest(hour, (float) (value * name.factor())));
    }
  }

  /// Reads a saved answer: the samples of bare metrics, as exporters write them.
  public void read(TextSource file) {
    InputStream rest = file.lines().rest();
    Raw raw = new Raw(file.name());
    MatrixReader.read(file.name(), rest, raw);
    raw.tell();
  }

  /// Samples under a name: counters by their increase, the rest by their largest.
  private final class Raw implements MatrixReader.Visitor {
    private final String where;
    private Optional<MetricName> name = Optional.empty();
    private Optional<HourSeries> series = Optional.empty();
    private double before = Double.NaN;
    private long hourBefore;
    private long unnamed;
    private long unknown;

    Raw(String where) {
      this.where = where;
    }

    @Override
    public void series(Map<String, String> labels) {
      before = Double.NaN;
      series = Optional.empty();
      if (labels.isEmpty()) {
        return;
      }
      String stated = labels.getOrDefault("__name__", "");
      name = MetricName.of(stated);
      unnamed += stated.isEmpty() ? 1 : 0;
      unknown += !stated.isEmpty() && name.isEmpty() ? 1 : 0;
      series = name.map(each -> table.of(each, labels));
    }

    @Override
    public void sample(double seconds, double value) {
      if (series.isEmpty() || name.isEmpty()) {
        return;
      }
      long hour = Math.floorDiv((long) seconds, HOUR);
      if (!name.get().isCounter()) {
        series.get().largest(hour, (float) (value * name.get().factor()));
        return;
      }
      if (!Double.isNaN(before)) {
        // a counter that fell was started again from zero
        grew(hour, value >= before ? value - before : value);
      }
      before = value;
      hourBefore = hour;
    }

    /// What came between two samples is spread over the hours between them.
    private void grew(long hour, double increase) {
      long from = Math.min(hour, Math.max(hourBefore + 1, hour - MOST_GAP));
      double share = increase * name.orElseThrow().factor() / (hour - from + 1);
      for (long each = from; each <= hour; each++) {
        series.orElseThrow().add(each, (float) share);
      }
    }

    void tell() {
      if (unnamed > 0) {
        remarks.add(
            "%s: %,d series without a name left out; save a query of the bare metric"
                .formatted(where, unnamed));
      }
      if (unknown > 0) {
        remarks.add("%s: %,d series of other metrics left out".formatted(where, unknown));
      }
    }
  }

  public Telemetry telemetry() {
    return table.telemetry();
  }

  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  /// How many series there are.
  public long series() {
    return table.count();
  }

  /// The end of the newest hour that has a value.
  public Optional<Instant> until() {
    long hour = table.newestHour();
    return hour == Long.MIN_VALUE
        ? Optional.empty()
        : Optional.of(Instant.EPOCH.plus(Duration.ofHours(hour + 1)));
  }
}
