package dev.breakeven.cli;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.cli.render.CatalogCards;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.wire.report.CatalogDocument;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// All that is known of one name; a name may mean an open model and a host of it.
@Command(
    name = "show",
    description = "All that is known of one hosted model, open model, GPU or GPU offer.",
    footer = {
      "",
      "breakeven catalog show gpt-4o",
      "breakeven catalog show groq/llama-3.3-70b",
      "breakeven catalog show h100-sxm"
    },
    mixinStandardHelpOptions = true)
final class CatalogShowCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();

  @Parameters(paramLabel = "ID", description = "A name as catalog list prints it, or an alias.")
  String id = "";

  CatalogShowCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Catalog catalog = common.catalog(wiring);
    Instant at = common.instant(wiring);
    CatalogDocument.Entries entries = entries(catalog);
    if (entries.isEmpty()) {
      throw Common.unknown(ErrorCode.OFFER_UNKNOWN, catalog, "entry", id);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      CatalogDocument.write(entries, at, out);
    } else {
      print(catalog, entries, at, out);
    }
    return 0;
  }

  private CatalogDocument.Entries entries(Catalog catalog) {
    String lower = id.strip().toLowerCase(Locale.ROOT);
    String meant = catalog.aliasOfModel(lower).orElse(lower);
    return new CatalogDocument.Entries(
        catalog.findApi(id).stream().toList(),
        catalog.findModel(id).stream().toList(),
        catalog.findGpu(id).stream().toList(),
        catalog.findGpuOffer(id).stream().toList(),
        catalog.unusable().stream()
            .filter(row -> row.id().equals(meant))
            .map(row -> new CatalogDocument.LeftOut(row.id(), row.reason(), row.where()))
            .toList());
  }

  private static void print(
      Catalog catalog, CatalogDocument.Entries entries, Instant at, PrintWriter out) {
    CatalogCards cards = new CatalogCards(out);
    entries
        .apis()
        .forEach(
            offer ->
                cards.api(
                    offer, catalog.providerName(offer.provider()), catalog.hostId(offer), at));
    entries
        .models()
        .forEach(
            model -> {
              List<ApiOffer> hosts = catalog.hostsOf(model.id());
              cards.model(model, hosts.stream().map(host -> host.provider().text()).toList());
            });
    entries.gpus().forEach(cards::gpu);
    entries.gpuOffers().forEach(cards::gpuOffer);
    entries.unusable().forEach(row -> cards.unusable(row.id(), row.reason(), row.where()));
  }
}
