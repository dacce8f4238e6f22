package dev.breakeven.cli;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.check.CatalogCheck;
import dev.breakeven.catalog.check.CheckReport;
import dev.breakeven.catalog.check.Comparison;
import dev.breakeven.catalog.check.GpuPriceCheck;
import dev.breakeven.catalog.check.NamedSource;
import dev.breakeven.catalog.check.PriceFiles;
import dev.breakeven.catalog.external.Import;
import dev.breakeven.cli.render.CheckPage;
import dev.breakeven.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Looks for what is wrong in prices: our own, or those of other projects against each other.
@Command(
    name = "check",
    description = "What is wrong or doubtful in prices, and where catalogs disagree.",
    footer = {
      "",
      "Without a file: the built-in catalog, with --prices over it. With files or folders: the",
      "catalogs in them against each other (one alone: against ours), and each by itself.",
      "Findings are information: the exit status is 0 however many there are.",
      "",
      "breakeven catalog check",
      "breakeven catalog check prices/ gpu-rows.csv --at 2026-11-21"
    },
    mixinStandardHelpOptions = true)
final class CatalogCheckCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();

  @Parameters(
      paramLabel = "FILE|FOLDER",
      arity = "0..*",
      description =
          "JSON of genai-prices v2, LiteLLM or models.dev; CSV of GPU rows. Other files of a "
              + "folder are named and skipped.")
  List<Path> paths = new ArrayList<>();

  CatalogCheckCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Catalog catalog = common.catalog(wiring);
    Instant at = common.instant(wiring);
    CheckPage page = paths.isEmpty() ? own(catalog, at) : others(catalog, at);
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      page.writeJson(out);
    } else {
      page.print(out);
    }
    return 0;
  }

  private CheckPage own(Catalog catalog, Instant at) {
    String files =
        common.overlays.isEmpty() ? "built in" : "built in, with " + common.overlays + " over it";
    int rows =
        catalog.apiOffers().size()
            + catalog.gpuOffers().size()
            + catalog.models().size()
            + catalog.gpus().size();
    CheckPage.Source source =
        new CheckPage.Source(
            "breakeven", files, rows, List.of(), CatalogCheck.own(catalog, day(at)));
    return new CheckPage(at, List.of(source), List.of(), Optional.empty());
  }

  private CheckPage others(Catalog catalog, Instant at) {
    PriceFiles files = PriceFiles.read(paths, wiring.importer(catalog), day(at));
    List<CheckPage.Source> sources = new ArrayList<>();
    List<NamedSource> compared = new ArrayList<>();
    for (PriceFiles.TokenPrices prices : files.tokenPrices()) {
      Import imported = prices.imported();
      compared.add(NamedSource.of(prices.name(), imported));
      sources.add(
          new CheckPage.Source(
              prices.name(),
              prices.file(),
              imported.offers().size(),
              imported.problems(),
              CatalogCheck.offers(imported)));
    }
    if (compared.size() == 1) {
      compared.add(NamedSource.of("breakeven", catalog));
    }
    for (PriceFiles.GpuPrices prices : files.gpuPrices()) {
      CheckReport report = GpuPriceCheck.check(prices.rows());
      sources.add(
          new CheckPage.Source("GPU rows", prices.file(), prices.rows().size(), List.of(), report));
    }
    Optional<Comparison> comparison =
        compared.isEmpty()
            ? Optional.empty()
            : Optional.of(CatalogCheck.disagreements(compared, at));
    return new CheckPage(at, sources, files.skipped(), comparison);
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
