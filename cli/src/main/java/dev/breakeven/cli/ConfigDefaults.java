package dev.breakeven.cli;

import dev.breakeven.cli.config.ConfigKey;
import dev.breakeven.cli.config.Setting;
import dev.breakeven.cli.config.Settings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.error.BreakevenException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/// Gives flags that were not given the values that files and variables set.
///
/// A verb does not run over settings that are wrong; help, and verbs marked [ToleratesConfig], do.
final class ConfigDefaults implements IDefaultValueProvider {
  /// Stands between the values of a list, which have no line feed in them.
  static final String BETWEEN = "\n";

  private final Wiring wiring;
  private @Nullable Settings settings;

  /// A verb that runs although the settings are wrong, to tell about it.
  interface ToleratesConfig {}

  private ConfigDefaults(Wiring wiring) {
    this.wiring = wiring;
  }

  static CommandLine under(CommandLine line, Wiring wiring) {
    ConfigDefaults defaults = new ConfigDefaults(wiring);
    return line.setDefaultValueProvider(defaults).setExecutionStrategy(defaults::execute);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    Optional<ConfigKey> key =
        argument instanceof OptionSpec option
            ? ConfigKey.ofFlag(option.longestName())
                .filter(each -> each.appliesTo(option.command().name()))
            : Optional.empty();
    if (key.isEmpty()) {
      return null;
    }
    Setting setting = settings().set().get(key.get());
    return setting == null ? null : String.join(BETWEEN, setting.values());
  }

  private int execute(ParseResult parsed) {
    ParseResult verb = parsed;
    while (verb.hasSubcommand()) {
      verb = verb.subcommand();
    }
    boolean tolerant =
        verb.isUsageHelpRequested()
            || verb.isVersionHelpRequested()
            || verb.commandSpec().userObject() instanceof ToleratesConfig;
    if (!tolerant) {
      try {
        settings().requireSound();
      } catch (BreakevenException e) {
        throw new ExecutionException(verb.commandSpec().commandLine(), e.what(), e);
      }
    }
    return new RunLast().execute(parsed);
  }

  private Settings settings() {
    Settings known = settings;
    if (known == null) {
      known = wiring.settings();
      settings = known;
    }
    return known;
  }
}
