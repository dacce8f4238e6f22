package dev.breakeven.cli;

import dev.breakeven.cli.render.StatementPage;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.ledger.Statement;
import dev.breakeven.core.ledger.TenantTariff;
import dev.breakeven.core.ledger.UsageQuery;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What a tenant used, pays and costs.
@Command(
    name = "statement",
    description = "The statement of a tenant: calls, tokens, tariff, GPU and idle cost, margin.",
    footer = {
      "",
      "The tariff is CSV, US dollars per million tokens; the model * is any other:",
      "  model,input,cache_read,output",
      "  llama-3.3-70b,0.60,0.10,0.90",
      "GPU and idle cost are there after 'breakeven ledger settle'; idle rent is divided as busy",
      "rent is.",
      "",
      "breakeven usage statement --tenant acme --from 2026-11-01 --to 2026-12-01 --tariff acme.csv"
    },
    mixinStandardHelpOptions = true)
final class UsageStatementCommand implements Callable<Integer> {
  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin LedgerOptions options = new LedgerOptions();
  @Mixin PeriodOptions period = new PeriodOptions();

  @Option(names = "--tenant", required = true, description = "Tenant as the calls name it.")
  String tenant = "";

  @Option(names = "--tariff", paramLabel = "FILE", description = "What the tenant pays.")
  Optional<Path> tariff = Optional.empty();

  UsageStatementCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Optional<TenantTariff> rates = tariff.map(wiring::tariff);
    UsageQuery query = period.query(Statement.BY, false);
    Statement statement = Statement.of(UsageCommand.read(wiring, options, query), tenant, rates);
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      StatementPage.writeJson(statement, query, out);
    } else {
      StatementPage.print(statement, query, rates.isPresent(), out);
    }
    return 0;
  }
}
