package dev.breakeven.catalog.external;

/// The catalogs that can be imported.
public enum ImportFormat {
  GENAI_PRICES("genai-prices"),
  LITELLM("litellm"),
  MODELS_DEV("models.dev");

  private final String label;

  ImportFormat(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
