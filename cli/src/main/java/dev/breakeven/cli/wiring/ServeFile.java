package dev.breakeven.cli.wiring;

import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.UpstreamSettings;
import java.nio.file.Path;
import java.util.List;

/// Reads the part `serve` of a YAML file.
final class ServeFile {
  private final ServeSettings settings;
  private final Path file;

  ServeFile(ServeSettings settings, Path file) {
    this.settings = settings;
    this.file = file;
  }

  GatewaySettings read(List<UpstreamSettings> more) {
    settings.secret(file.toString(), "");
    return GatewaySettings.of(more);
  }
}
