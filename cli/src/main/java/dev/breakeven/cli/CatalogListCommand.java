package dev.breakeven.cli;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.cli.render.CatalogTables;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.wire.report.CatalogDocument;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Everything on offer whose name contains a word.
@Command(
    name = "list",
    description = "Hosted models, open models, GPUs and GPU offers, by a part of their names.",
    footer = {
      "",
      "Prices: USD per million tokens of a short standard call; a GPU offer as its seller lists it.",
      "",
      "breakeven catalog list llama-3.3-70b --apis",
      "breakeven catalog list h100 --gpus"
    },
    mixinStandardHelpOptions = true)
final class CatalogListCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();

  @ArgGroup(validate = false)
  Kinds kinds = new Kinds();

  /// None of the flags means all kinds.
  static final class Kinds {
    @Option(names = "--apis", description = "Only models that a host sells by the token.")
    boolean apis;

    @Option(names = "--models", description = "Only open models with a known architecture.")
    boolean models;

    @Option(names = "--gpus", description = "Only GPUs and GPU offers.")
    boolean gpus;

    boolean all() {
      return !apis && !models && !gpus;
    }
  }

  @Parameters(
      paramLabel = "WORD",
      arity = "0..1",
      description = "A part of a name, such as llama, groq/ or h100.")
  String word = "";

  CatalogListCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Catalog catalog = common.catalog(wiring);
    Instant at = common.instant(wiring);
    CatalogDocument.Entries entries = entries(catalog, word.strip().toLowerCase(Locale.ROOT));
    if (entries.isEmpty()) {
      entries = entries(catalog, ourName(catalog));
    }
    if (entries.isEmpty()) {
      throw Common.unknown(ErrorCode.OFFER_UNKNOWN, catalog, "entry", word);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      CatalogDocument.write(entries, at, out);
    } else {
      CatalogTables.print(entries, at, out);
    }
    return 0;
  }

  /// Our name of what somebody else spells in another way.
  private String ourName(Catalog catalog) {
    return catalog
        .findModel(word)
        .map(model -> model.id().text())
        .or(() -> catalog.findApi(word).map(ApiOffer::id))
        .or(() -> catalog.findGpu(word).map(gpu -> gpu.id().text()))
        .orElse(word);
  }

  private CatalogDocument.Entries entries(Catalog catalog, String part) {
    Predicate<String> named = name -> name.contains(part);
    boolean apis = kinds.all() || kinds.apis;
    boolean models = kinds.all() || kinds.models;
    boolean gpus = kinds.all() || kinds.gpus;
    return new CatalogDocument.Entries(
        chosen(apis, catalog.apiOffers(), o -> named.test(o.provider() + "/" + o.model())),
        chosen(models, catalog.models(), model -> named.test(model.id().text())),
        chosen(gpus, catalog.gpus(), gpu -> named.test(gpu.id().text())),
        chosen(gpus, catalog.gpuOffers(), offer -> isNamed(offer, named)),
        chosen(kinds.all() || models, catalog.unusable(), row -> named.test(row.id())).stream()
            .map(row -> new CatalogDocument.LeftOut(row.id(), row.reason(), row.where()))
            .toList());
  }

  private static <T> List<T> chosen(boolean wanted, List<T> all, Predicate<T> named) {
    return wanted ? all.stream().filter(named).toList() : List.of();
  }

  private static boolean isNamed(GpuOffer offer, Predicate<String> named) {
    return named.test(offer.id()) || named.test(offer.gpu().text());
  }
}
