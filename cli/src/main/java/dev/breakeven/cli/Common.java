package dev.breakeven.cli;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.workload.Slo;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/// Flags that every verb over the catalog has, and the look-ups that name what is not found.
final class Common {
  private static final long PICOS_PER_NANO = 1_000;

  /// The answer is there but incomplete: something in it has no price.
  static final int EXIT_UNPRICED = 4;

  private static final String EXPECTED = " (expected: ";

  @Option(names = "--json", description = "One JSON document on standard output.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      split = ConfigDefaults.BETWEEN,
      hideParamSyntax = true,
      description = "Your own prices, discounts, GPUs or models; wins over the built-in catalog.")
  List<Path> overlays = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "DATE",
      description = "Prices in force at this date or instant (UTC); default now.")
  String at = "";

  Catalog catalog(Wiring wiring) {
    return wiring.catalog(overlays);
  }

  Instant instant(Wiring wiring) {
    return at.isEmpty() ? wiring.now().truncatedTo(ChronoUnit.SECONDS) : instant("--at", at);
  }

  /// The instant that `text` names, a date being its first moment in UTC.
  static Instant instant(String flag, String text) {
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw usage(flag + ": '" + text + "' is no date", "Write it as 2026-11-21.");
    }
  }

  static ApiOffer api(Market market, String name) {
    return find(market, ErrorCode.MODEL_UNKNOWN, "hosted model", name, market::findApi);
  }

  static ModelCard model(Market market, String name) {
    return find(market, ErrorCode.MODEL_UNKNOWN, "open model", name, market::findModel);
  }

  static GpuSpec gpu(Market market, String name) {
    return find(market, ErrorCode.GPU_UNKNOWN, "GPU", name, market::findGpu);
  }

  static GpuOffer gpuOffer(Market market, String id) {
    return find(market, ErrorCode.OFFER_UNKNOWN, "GPU offer", id, market::findGpuOffer);
  }

  /// What `finder` knows by `name`, else an error that suggests names it does know.
  private static <T> T find(
      Market market,
      ErrorCode code,
      String kind,
      String name,
      Function<String, Optional<T>> finder) {
    return finder
        .apply(name)
        .orElseThrow(() -> unknown(code, kind, name, market, id -> finder.apply(id).isPresent()));
  }

  static Precision precision(String key) {
    return Precision.ofKey(key)
        .orElseThrow(
            () ->
                usage(
                    "precision '" + key + "' is not known",
                    "Use bf16, fp8, int8, int4, mxfp4 or nvfp4."));
  }

  /// A name of no kind in particular.
  static BreakevenException unknown(ErrorCode code, Market market, String kind, String name) {
    return unknown(code, kind, name, market, _ -> true);
  }

  /// `isKind` tells a name of this kind: a hosted model is no answer where an open one was meant.
  private static BreakevenException unknown(
      ErrorCode code, String kind, String name, Market market, Predicate<String> isKind) {
    List<String> similar = market.similar(name).stream().filter(isKind).limit(5).toList();
    String remedy =
        similar.isEmpty()
            ? "See 'breakeven catalog list'."
            : "Did you mean " + String.join(", ", similar) + "?";
    return new BreakevenException(code, "no " + kind + " '" + name + "'", "", remedy);
  }

  static BreakevenException usage(String what, String remedy) {
    return new BreakevenException(ErrorCode.USAGE, what, "", remedy);
  }

  /// A time such as `2s` or `500ms` in picoseconds; longer than they count is for ever.
  static long picos(String flag, String text) {
    Slo slo = parse(flag, text, time -> Slo.parse("ttft=" + time));
    long nanos = slo.targets().getFirst().limit().toNanos();
    return nanos > Long.MAX_VALUE / PICOS_PER_NANO ? Long.MAX_VALUE : nanos * PICOS_PER_NANO;
  }

  /// A number given as a flag, read by `reader`; what it throws becomes an error naming the flag.
  static <T> T parse(String flag, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      int expected = message.indexOf(EXPECTED);
      // a message that only repeats the text has nothing to say before what is expected
      boolean repeats = expected >= 0 && message.substring(0, expected).contains(": " + text);
      throw usage(
          flag + ": '" + text + "' is not usable",
          repeats
              ? "Expected: " + message.substring(expected + EXPECTED.length(), message.length() - 1)
              : message);
    }
  }
}
