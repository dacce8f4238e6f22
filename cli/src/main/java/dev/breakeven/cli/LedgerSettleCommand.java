package dev.breakeven.cli;

import dev.breakeven.cli.render.LedgerPages;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.ledger.SettlementOrder;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.store.Settled;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Gives self-hosted calls their share of the GPU rent.
@Command(
    name = "settle",
    description = "Give self-hosted calls their share of the GPU rent; idleness is a row.",
    footer = {
      "",
      "The GPUs are busy while at least one call runs; that part of the rent is shared by how long",
      "each call ran. The same provider, endpoint and period again replaces what was settled.",
      "",
      "breakeven ledger settle --provider own --from 2026-11-01 --to 2026-12-01 \\",
      "  --gpu-hours 1440 --gpu-hour 2.10"
    },
    mixinStandardHelpOptions = true)
final class LedgerSettleCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();

  @Option(names = "--provider", required = true, description = "Provider as the calls name it.")
  String provider = "";

  @Option(names = "--endpoint", description = "Only calls to this endpoint; default all.")
  Optional<String> endpoint = Optional.empty();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      description = "Begin of the period, a date or instant (UTC).")
  String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DATE",
      description = "End of the period, which is not part of it.")
  String to = "";

  @Option(
      names = "--gpu-hours",
      required = true,
      description = "Hours paid for in the period, of all GPUs together.")
  String gpuHours = "";

  @Option(names = "--gpu-hour", required = true, description = "US dollars a GPU-hour.")
  String gpuHour = "";

  @Option(names = "--invoiced", description = "Hours and rate are from an invoice.")
  boolean invoiced;

  LedgerSettleCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Instant begin = Common.instant("--from", from);
    Instant end = Common.instant("--to", to);
    if (!begin.isBefore(end)) {
      throw Common.usage("--to: " + to + " is not after --from " + from, "Give a later date.");
    }
    SettlementOrder order =
        new SettlementOrder(
            provider,
            endpoint,
            begin,
            end,
            Common.parse("--gpu-hours", gpuHours, text -> new Hours(Ratio.parse(text))),
            Common.parse("--gpu-hour", gpuHour, UsdPerHour::parse),
            invoiced ? Basis.INVOICE : Basis.ASSUMED);
    Settled settled = wiring.ledger(options.folder).settle(order);
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      LedgerPages.writeJson(settled, order.basis(), out);
    } else {
      LedgerPages.print(settled, order.basis(), out);
    }
    return 0;
  }
}
