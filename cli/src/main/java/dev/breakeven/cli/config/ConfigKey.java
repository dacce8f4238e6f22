package dev.breakeven.cli.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Everything that can be set: `docs/reference/config.md` is generated from this table.
///
/// Each key stands for the flag of the same meaning.
public enum ConfigKey {
  LEDGER(
      "ledger",
      "--ledger",
      ValueType.PATH,
      false,
      "$XDG_DATA_HOME/breakeven/ledger",
      "Folder of the ledger."),
  PRICES(
      "prices", "--prices", ValueType.PATH, true, "", "Files of your own prices and GPU offers."),
  TODAY("today", "--today", ValueType.TEXT, false, "", "The hosted model used now."),
  FRONTIER(
      "frontier",
      "--frontier",
      ValueType.TEXT,
      false,
      "claude-sonnet-4.6",
      "The frontier model to compare with."),
  CANDIDATES(
      "candidates", "--candidate", ValueType.TEXT, true, "", "Open models good enough for you."),
  GPU_OFFERS("gpu-offers", "--gpu-offer", ValueType.TEXT, true, "", "Only these GPU offers."),
  API_LATENCY(
      "api-latency", "--api-latency", ValueType.TEXT, true, "", "Measured latencies of APIs."),
  SLO("slo", "--slo", ValueType.SLO, false, "", "Latency targets."),
  REGION("region", "--region", ValueType.TEXT, false, "", "Region of API prices."),
  FTE("fte", "--fte", ValueType.NUMBER, false, "0.25", "Engineers that own GPUs need."),
  SALARY("salary", "--salary", ValueType.DOLLARS, false, "200000", "Of an engineer, fully loaded."),
  TENANTS("tenants", "--tenants", ValueType.COUNT, false, "1", "Teams that share the engineers."),
  SETUP_WEEKS(
      "setup-weeks", "--setup-weeks", ValueType.NUMBER, false, "1.5", "Engineer weeks to set up."),
  MONITORING(
      "monitoring", "--monitoring", ValueType.DOLLARS, false, "500", "Tooling, USD a month."),
  REDUNDANCY(
      "redundancy",
      "--redundancy",
      ValueType.REDUNDANCY,
      false,
      "n+1",
      "Replicas beyond what the traffic needs.");

  private static final String PREFIX = "BREAKEVEN_";
  private static final List<String> PLANS = List.of("plan", "breakeven");

  private final String key;
  private final String flag;
  private final ValueType type;
  private final boolean list;
  private final String defaultText;
  private final String meaning;

  ConfigKey(
      String key, String flag, ValueType type, boolean list, String defaultText, String meaning) {
    this.key = key;
    this.flag = flag;
    this.type = type;
    this.list = list;
    this.defaultText = defaultText;
    this.meaning = meaning;
  }

  /// As files write it, such as `setup-weeks`.
  public String key() {
    return key;
  }

  public String flag() {
    return flag;
  }

  /// The environment variable, such as `BREAKEVEN_SETUP_WEEKS`.
  public String variable() {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  public ValueType type() {
    return type;
  }

  /// True when there may be several values.
  public boolean isList() {
    return list;
  }

  /// What holds where nothing is set; empty where that is no single value.
  public String defaultText() {
    return defaultText;
  }

  public String meaning() {
    return meaning;
  }

  /// True for a key of every verb with that flag; the others are assumptions of a plan.
  public boolean isForEveryVerb() {
    return this == LEDGER || this == PRICES;
  }

  /// Whether the flag of the verb of this name obeys the key.
  public boolean appliesTo(String verb) {
    return isForEveryVerb() || PLANS.contains(verb);
  }

  public static Optional<ConfigKey> ofKey(String text) {
    return Arrays.stream(values()).filter(each -> each.key.equals(text)).findFirst();
  }

  public static Optional<ConfigKey> ofFlag(String text) {
    return Arrays.stream(values()).filter(each -> each.flag.equals(text)).findFirst();
  }

  public static Optional<ConfigKey> ofVariable(String name) {
    return Arrays.stream(values()).filter(each -> each.variable().equals(name)).findFirst();
  }
}
