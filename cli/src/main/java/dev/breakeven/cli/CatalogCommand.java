package dev.breakeven.cli;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.cli.render.TextTable;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What is on offer: the built-in catalog with the user's files over it.
@Command(
    name = "catalog",
    description = "What is on offer, from where and when.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list)")
final class CatalogCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  static CommandLine commandLine(Wiring wiring) {
    CommandLine line = new CommandLine(new CatalogCommand());
    line.addSubcommand(new ListCommand(wiring));
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// All offers whose name contains a word.
  @Command(
      name = "list",
      description = "Hosted models and GPU offers whose id contains a word.",
      mixinStandardHelpOptions = true)
  static final class ListCommand implements Callable<Integer> {
    private final Wiring wiring;
    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin Common common = new Common();

    @Parameters(paramLabel = "WORD", arity = "0..1", description = "Part of an id.")
    String word = "";

    ListCommand(Wiring wiring) {
      this.wiring = wiring;
    }

    @Override
    public Integer call() {
      Catalog catalog = common.catalog(wiring);
      PrintWriter out = spec.commandLine().getOut();
      TextTable apis = new TextTable("hosted model", "as of", "source");
      for (ApiOffer offer : catalog.apiOffers()) {
        if (offer.id().contains(word)) {
          apis.row(offer.id(), offer.source().asOf().toString(), offer.source().text());
        }
      }
      apis.lines().forEach(out::println);
      TextTable gpus = new TextTable("GPU offer", ">price", "as of");
      for (GpuOffer offer : catalog.gpuOffers()) {
        if (offer.id().contains(word)) {
          gpus.row(offer.id(), offer.listed(), offer.source().asOf().toString());
        }
      }
      gpus.lines().forEach(out::println);
      return 0;
    }
  }
}
