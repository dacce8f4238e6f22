package dev.breakeven.gateway.settings;

import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.translate.OpenAiTarget;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What is known of an upstream by its kind: where it is, whose prices hold, and in what its API
/// differs from OpenAI's.
///
/// `url` and `provider` are empty where the kind does not say them; `provider` is the catalog's
/// name.
public enum Preset {
  OPENAI("https://api.openai.com/v1", "openai", true),
  ANTHROPIC("https://api.anthropic.com/v1", "anthropic", false),
  /// Deployments by name, in the path where `api-version` is set.
  AZURE("", "azure", true),
  GEMINI("https://generativelanguage.googleapis.com/v1beta/openai", "google", false),
  /// Takes no `stream_options` and states usage at the end of every stream anyway.
  MISTRAL("https://api.mistral.ai/v1", "mistral", false),
  GROQ("https://api.groq.com/openai/v1", "groq", true),
  TOGETHER("https://api.together.xyz/v1", "together", false),
  FIREWORKS("https://api.fireworks.ai/inference/v1", "fireworks", false),
  DEEPINFRA("https://api.deepinfra.com/v1/openai", "deepinfra", false),
  OPENROUTER("https://openrouter.ai/api/v1", "openrouter", true),
  VLLM("", Preset.OWN, true),
  SGLANG("", Preset.OWN, true),
  TGI("", Preset.OWN, false),
  LLAMA_CPP("", Preset.OWN, false),
  OLLAMA("", Preset.OWN, false),
  /// Anything else that speaks like OpenAI.
  COMPATIBLE("", "", false);

  /// The provider of what runs on own hardware.
  public static final String OWN = "self-hosted";

  private final String url;
  private final String provider;
  private final boolean responses;

  Preset(String url, String provider, boolean responses) {
    this.url = url;
    this.provider = provider;
    this.responses = responses;
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Preset> ofKey(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }

  /// The kind of a provider, or [#COMPATIBLE]: own hardware does not say which engine it runs.
  public static Preset ofProvider(String provider) {
    return Arrays.stream(values())
        .filter(each -> !each.isOwn() && each.provider.equals(provider))
        .findFirst()
        .orElse(COMPATIBLE);
  }

  /// The kind that is at a URL, or [#COMPATIBLE].
  public static Preset at(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.endsWith(".openai.azure.com") || host.endsWith(".services.ai.azure.com")) {
      return AZURE;
    }
    return Arrays.stream(values())
        .filter(each -> !each.url.isEmpty() && host.equals(URI.create(each.url).getHost()))
        .findFirst()
        .orElse(COMPATIBLE);
  }

  public String url() {
    return url;
  }

  public String provider() {
    return provider;
  }

  public boolean isOwn() {
    return provider.equals(OWN);
  }

  public Dialect dialect() {
    return this == ANTHROPIC ? Dialect.ANTHROPIC : Dialect.OPENAI;
  }

  /// The header that carries the secret.
  String secretHeader() {
    return this == AZURE ? "api-key" : "authorization";
  }

  /// Whether it is known to speak the Responses API.
  public boolean speaksResponses() {
    return responses;
  }

  /// How it wants to hear a chat.
  public OpenAiTarget target() {
    return switch (this) {
      case OPENAI, AZURE -> OpenAiTarget.OPENAI;
      case MISTRAL -> OpenAiTarget.WITHOUT_STREAM_OPTIONS;
      default -> OpenAiTarget.COMPATIBLE;
    };
  }

  /// The path of the API where a URL has none.
  String basePath(boolean versioned) {
    if (this == AZURE) {
      return versioned ? "/openai" : "/openai/v1";
    }
    return url.isEmpty() ? "" : URI.create(url).getPath();
  }
}
