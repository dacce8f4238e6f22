package dev.breakeven.cli;

import dev.breakeven.wire.report.SavedPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Every flag of a parsed `plan` that decides its result, settings of files and variables among
/// them: what gives the same plan again in any folder.
final class PlanArguments {
  /// How it is printed and written, and the day of the prices, which a comparison replaces.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "--json",
          "--debug",
          "--help",
          "--version",
          "--at",
          "--explain",
          "--study",
          "--html",
          "--save",
          "--policy",
          "--deploy");

  private PlanArguments() {}

  static List<SavedPlan.Argument> of(CommandSpec plan) {
    List<SavedPlan.Argument> arguments = new ArrayList<>();
    for (OptionSpec option : plan.options()) {
      if (!LEFT_OUT.contains(option.longestName())) {
        add(arguments, option.longestName(), option);
      }
    }
    plan.positionalParameters().forEach(traces -> add(arguments, "", traces));
    return arguments;
  }

  private static void add(List<SavedPlan.Argument> arguments, String flag, ArgSpec argument) {
    Object value = argument.getValue();
    if (Objects.equals(value, argument.initialValue())) {
      return;
    }
    for (Object each : each(value)) {
      arguments.add(
          each instanceof Path path
              ? SavedPlan.Argument.ofFile(flag, path, SavedPlan.withoutFactor(path))
              : SavedPlan.Argument.ofText(flag, text(each)));
    }
  }

  private static Collection<?> each(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case Collection<?> values -> values;
      case Optional<?> optional -> optional.stream().toList();
      default -> List.of(value);
    };
  }

  private static String text(Object value) {
    return value instanceof Enum<?> constant ? constant.name() : value.toString();
  }
}
