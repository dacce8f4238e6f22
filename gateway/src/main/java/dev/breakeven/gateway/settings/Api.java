package dev.breakeven.gateway.settings;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The API of an upstream: its kind, the `api-version` that Azure's older form wants, and whether
/// it speaks the Responses API.
public record Api(Preset preset, Optional<String> version, boolean responses) {
  public Api {
    // that form of Azure has no path for it
    responses = responses && !(preset == Preset.AZURE && version.isPresent());
  }

  public static Api of(Preset preset) {
    return new Api(preset, Optional.empty(), preset.speaksResponses());
  }

  /// The path at an upstream of what is `path` here, such as `/v1/chat/completions`, for `model`.
  public String path(String path, String model) {
    if (preset != Preset.AZURE || version.isEmpty()) {
      return path;
    }
    String deployment = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
    return "/v1/deployments/%s%s?api-version=%s"
        .formatted(deployment, path.substring("/v1".length()), version.get());
  }

  /// The path at an upstream of the list of its models.
  public String modelsPath() {
    return "/v1/models" + version.map(value -> "?api-version=" + value).orElse("");
  }

  /// The URL of a replica: one without a path gets that of the kind.
  public URI complete(URI url) {
    String base = preset.basePath(version.isPresent());
    boolean bare = url.getPath() == null || url.getPath().isEmpty() || url.getPath().equals("/");
    return bare && !base.isEmpty() ? url.resolve(base) : url;
  }
}
