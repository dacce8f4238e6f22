package dev.breakeven.cli;

import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.plan.ApiLimit;
import dev.breakeven.core.plan.Constraints;
import dev.breakeven.core.plan.QualityBar;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// What an option must hold whatever it costs, hosted or on own GPUs.
final class ConstraintOptions {
  @Option(
      names = "--allow-region",
      paramLabel = "REGION",
      split = ",",
      description = "Only there: a seller's region or its beginning, as eu, us-east; repeatable.")
  Set<String> regions = new LinkedHashSet<>();

  @Option(
      names = "--allow-provider",
      paramLabel = "NAME",
      split = ",",
      description = "Only these sellers of tokens and GPUs; repeatable.")
  Set<String> allowed = new LinkedHashSet<>();

  @Option(
      names = "--forbid-provider",
      paramLabel = "NAME",
      split = ",",
      description = "None of these sellers; repeatable.")
  Set<String> forbidden = new LinkedHashSet<>();

  @Option(
      names = "--api-limit",
      paramLabel = "MODEL:tpm=N,rpm=N",
      split = ConfigDefaults.BETWEEN,
      hideParamSyntax = true,
      description = "Tokens and requests a minute that your tier allows; repeatable.")
  List<String> limits = new ArrayList<>();

  @Option(
      names = "--quality-bar",
      paramLabel = "SCORE",
      description = "The least score on your own tasks; a model without --quality is not known.")
  String bar = "";

  @Option(
      names = "--quality",
      paramLabel = "MODEL=SCORE",
      description = "A model's score on your own tasks, on any scale; repeatable.")
  Map<String, String> scores = new HashMap<>();

  @Option(
      names = "--quantization-loss",
      paramLabel = "PRECISION=SHARE",
      description = "What a precision takes from a score, such as fp8=1%%; repeatable.")
  Map<String, String> losses = new HashMap<>();

  @Option(names = "--max-gpus", paramLabel = "N", description = "The most GPUs you can get.")
  Optional<Long> mostGpus = Optional.empty();

  @Option(
      names = "--max-spill",
      paramLabel = "SHARE",
      description = "The most of a mix's tokens that may go to an API, such as 10%%.")
  String mostSpill = "";

  Constraints constraints(Market market) {
    if (mostGpus.isPresent() && mostGpus.get() < 0) {
      throw Common.usage("--max-gpus: " + mostGpus.get(), "Give 0 or more.");
    }
    Set<ProviderId> only = providers(market, "--allow-provider", allowed);
    Set<ProviderId> none = providers(market, "--forbid-provider", forbidden);
    only.stream()
        .filter(none::contains)
        .findFirst()
        .ifPresent(
            both -> {
              throw Common.usage(
                  "--allow-provider and --forbid-provider both name " + both, "Keep one of them.");
            });
    return new Constraints(
        regions(market),
        only,
        none,
        limits.stream().map(text -> limit(market, text)).toList(),
        quality(market),
        mostGpus.map(OptionalLong::of).orElse(OptionalLong.empty()),
        mostSpill.isEmpty() ? Optional.empty() : Optional.of(share("--max-spill", mostSpill)));
  }

  private Set<String> regions(Market market) {
    Set<String> known = new TreeSet<>();
    market.apiOffers().forEach(offer -> offer.prices().forEach(row -> known.add(row.region())));
    market.gpuOffers().forEach(offer -> known.add(offer.region()));
    known.remove("");
    for (String name : regions) {
      if (known.stream().noneMatch(each -> each.equals(name) || each.startsWith(name + "-"))) {
        throw Common.usage(
            "--allow-region: nothing is offered in '" + name + "'",
            "Use one of " + String.join(", ", known) + ", or the beginning of one.");
      }
    }
    return regions;
  }

  private static Set<ProviderId> providers(Market market, String flag, Set<String> names) {
    Set<String> known = new TreeSet<>();
    market.apiOffers().forEach(offer -> known.add(offer.provider().text()));
    market.gpuOffers().forEach(offer -> known.add(offer.provider().text()));
    Set<ProviderId> found = new HashSet<>();
    for (String name : names) {
      if (!known.contains(name)) {
        throw Common.usage(
            "%s: no provider is called '%s'".formatted(flag, name),
            "Use one of " + String.join(", ", known) + ".");
      }
      found.add(new ProviderId(name));
    }
    return found;
  }

  private static ApiLimit limit(Market market, String text) {
    String form = "Write MODEL:tpm=2M,rpm=500, or one of the two.";
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw Common.usage("--api-limit: '" + text + "'", form);
    }
    Optional<Tokens> tokens = Optional.empty();
    OptionalLong requests = OptionalLong.empty();
    for (String part : text.substring(colon + 1).split(",", -1)) {
      String value = part.substring(part.indexOf('=') + 1);
      if (part.startsWith("tpm=")) {
        tokens = Optional.of(Common.parse("--api-limit", value, Tokens::parse));
      } else if (part.startsWith("rpm=")) {
        requests = OptionalLong.of(Common.parse("--api-limit", value, Tokens::parse).count());
      } else {
        throw Common.usage("--api-limit: '" + part + "'", form);
      }
    }
    if (Stream.of(tokens.map(Tokens::count).orElse(1L), requests.orElse(1)).anyMatch(n -> n == 0)) {
      throw Common.usage("--api-limit: '" + text + "' lets nothing through", form);
    }
    return new ApiLimit(Common.api(market, text.substring(0, colon)).id(), tokens, requests);
  }

  private Optional<QualityBar> quality(Market market) {
    if (bar.isEmpty()) {
      if (!scores.isEmpty() || !losses.isEmpty()) {
        throw Common.usage(
            "--quality and --quantization-loss without a bar", "Add --quality-bar SCORE.");
      }
      return Optional.empty();
    }
    Map<ModelId, Ratio> known = new HashMap<>();
    scores.forEach((name, text) -> known.put(model(market, name), number("--quality", text)));
    Map<Precision, Ratio> lost = new HashMap<>();
    losses.forEach(
        (key, text) -> lost.put(Common.precision(key), share("--quantization-loss", text)));
    return Optional.of(new QualityBar(number("--quality-bar", bar), known, lost));
  }

  /// The model behind any spelling of an open model or a hosted one.
  static ModelId model(Market market, String name) {
    return market
        .findModel(name)
        .map(card -> card.id())
        .orElseGet(() -> Common.api(market, name).model());
  }

  private static Ratio number(String flag, String text) {
    Ratio value = Common.parse(flag, text, Ratio::parse);
    if (value.signum() < 0) {
      throw Common.usage(flag + ": " + text, "Give 0 or more.");
    }
    return value;
  }

  static Ratio share(String flag, String text) {
    Ratio value = number(flag, text);
    if (value.compareTo(Ratio.ONE) > 0) {
      throw Common.usage(flag + ": " + text + " is over 1", "Give a share, such as 0.1 or 10%.");
    }
    return value;
  }
}
