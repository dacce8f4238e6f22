package dev.breakeven.ingest.trace;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.ingest.trace.azure.AzureFormat;
import dev.breakeven.ingest.trace.bailian.BailianFormat;
import dev.breakeven.ingest.trace.burstgpt.BurstGptFormat;
import dev.breakeven.ingest.trace.format.Sample;
import dev.breakeven.ingest.trace.format.TraceFormat;
import dev.breakeven.ingest.trace.mooncake.MooncakeFormat;
import dev.breakeven.ingest.trace.own.OwnFormat;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The formats there are: a new one is a package and a line here.
final class TraceFormats {
  static final List<TraceFormat> ALL =
      List.of(
          new OwnFormat(),
          new AzureFormat(),
          new MooncakeFormat(),
          new BailianFormat(),
          new BurstGptFormat());

  /// The columns of lists of lengths that serving benchmarks draw from.
  private static final List<String> LENGTHS_ALONE =
      List.of("num_prefill_tokens", "num_decode_tokens");

  private TraceFormats() {}

  /// A format, and the line it was known by.
  record Known(TraceFormat format, Sample sample) {}

  /// The format of a file that begins with `samples`, of which there is at least one.
  ///
  /// Throws `FORMAT_UNKNOWN` with what was expected and found.
  static Known of(List<Sample> samples, String name) {
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      for (TraceFormat format : ALL) {
        if ((i == 0 || !format.hasHeader()) && format.matches(sample)) {
          return new Known(format, sample);
        }
      }
    }
    throw unknown(samples.getFirst(), name);
  }

  private static BreakevenException unknown(Sample sample, String name) {
    if (sample.names().containsAll(LENGTHS_ALONE)) {
      return new BreakevenException(
          ErrorCode.FORMAT_UNKNOWN,
          "lengths of requests without the times they came, from which no load follows",
          name + ":1",
          "Plan with --volume TOKENS/month, --output-share and --shape, or give each row a time");
    }
    Optional<TraceFormat> nearest =
        ALL.stream()
            .filter(format -> format.namesShared(sample) > 0)
            .max(Comparator.comparingInt(format -> format.namesShared(sample)));
    String what =
        nearest
            .map(
                format ->
                    "nearly the format %s, which needs %s; found %s"
                        .formatted(
                            format.name(),
                            String.join(", ", format.requiredNames()),
                            sample.shown()))
            .orElse("no trace format we know; it begins with " + sample.shown());
    String known =
        ALL.stream()
            .map(format -> format.name() + " " + format.looksLike())
            .collect(Collectors.joining("; "));
    return new BreakevenException(
        ErrorCode.FORMAT_UNKNOWN, what, name + ":1", "Give one of these: " + known);
  }
}
