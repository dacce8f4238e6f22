package dev.breakeven.catalog;

import java.util.Locale;
import java.util.Map;

/// The provider ids of other catalogs and logs as ours.
public final class ProviderNames {
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry("amazon-bedrock", "bedrock"),
          Map.entry("aws", "bedrock"),
          Map.entry("azure_ai", "azure"),
          Map.entry("azure-openai", "azure"),
          Map.entry("fireworks-ai", "fireworks"),
          Map.entry("fireworks_ai", "fireworks"),
          Map.entry("gemini", "google"),
          Map.entry("google-vertex", "vertex"),
          Map.entry("google-vertex-anthropic", "vertex"),
          Map.entry("moonshot", "moonshotai"),
          Map.entry("novita-ai", "novita"),
          Map.entry("text-completion-openai", "openai"),
          Map.entry("together_ai", "together"),
          Map.entry("togetherai", "together"),
          Map.entry("vertex_ai", "vertex"),
          Map.entry("x-ai", "xai"),
          Map.entry("zhipu", "zhipuai"));

  private ProviderNames() {}

  /// Our id for `spelled`; any name that is not known is only put into our form.
  public static String canonical(String spelled) {
    String lower = spelled.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith("vertex_ai")) {
      return "vertex";
    }
    String ours = OURS.get(lower);
    return ours == null ? lower.replace('_', '-') : ours;
  }
}
