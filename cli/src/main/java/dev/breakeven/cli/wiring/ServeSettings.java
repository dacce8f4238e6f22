package dev.breakeven.cli.wiring;

import dev.breakeven.cli.config.ServeSection;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.wire.dialect.Dialect;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the gateway is told by flags and by a file.
final class ServeSettings {
  private static final int PORT = 4000;
  private static final String FILE = "breakeven.yaml";
  private static final String OWN = "self-hosted";

  /// Whose API a host name is, as the catalog names it.
  private static final Map<String, String> PROVIDERS =
      Map.of(
          "api.openai.com", "openai",
          "api.anthropic.com", "anthropic",
          "api.mistral.ai", "mistral",
          "api.groq.com", "groq",
          "api.together.xyz", "together",
          "api.fireworks.ai", "fireworks",
          "api.deepinfra.com", "deepinfra",
          "openrouter.ai", "openrouter",
          "generativelanguage.googleapis.com", "google");

  private final Surroundings surroundings;

  ServeSettings(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  GatewaySettings read(
      Optional<Path> config,
      List<String> urls,
      Optional<String> secretReference,
      Optional<Integer> port) {
    Optional<String> secret = secretReference.map(reference -> secret("--upstream-key", reference));
    List<UpstreamSettings> upstreams = new ArrayList<>();
    for (String url : urls) {
      upstreams.add(upstream("--upstream", nameOf(upstreams), url, secret));
    }
    GatewaySettings settings =
        section(config)
            .map(part -> new ServeFile(this, part).read(upstreams))
            .orElseGet(() -> GatewaySettings.of(upstreams).withPort(PORT));
    if (settings.upstreams().isEmpty()) {
      throw new BreakevenException(
          ErrorCode.USAGE,
          "there is no upstream to send requests to",
          "",
          "Name one with --upstream URL, or in a file with --config.");
    }
    return port.map(settings::withPort).orElse(settings);
  }

  /// The part `serve` of the file that is named, else of the nearest that has one.
  private Optional<ServeSection> section(Optional<Path> named) {
    List<Path> files =
        named
            .map(List::of)
            .orElseGet(
                () ->
                    List.of(
                        surroundings.folder().resolve(FILE),
                        surroundings.configHome().resolve("breakeven").resolve(FILE)));
    for (Path file : files) {
      if (named.isPresent() || Files.exists(file)) {
        Optional<ServeSection> part = ServeSection.in(file);
        if (part.isPresent()) {
          return part;
        }
      }
    }
    if (named.isPresent()) {
      throw new BreakevenException(
          ErrorCode.CONFIG_INVALID,
          "there is no part 'serve'",
          named.get().toString(),
          "Put upstreams, keys and budgets under 'serve:'.");
    }
    return Optional.empty();
  }

  private static String nameOf(List<UpstreamSettings> before) {
    return before.isEmpty() ? "upstream" : "upstream-" + (before.size() + 1);
  }

  /// What a URL alone tells of an upstream.
  static UpstreamSettings upstream(String where, String name, String url, Optional<String> secret) {
    URI uri = uri(where, url);
    String provider = PROVIDERS.getOrDefault(uri.getHost(), isOwn(uri) ? OWN : "");
    Dialect dialect = provider.equals("anthropic") ? Dialect.ANTHROPIC : Dialect.OPENAI;
    UpstreamSettings plain = UpstreamSettings.of(name, dialect, uri, provider.equals(OWN));
    return new UpstreamSettings(
        name,
        dialect,
        plain.replicas(),
        provider,
        "",
        plain.own(),
        secret,
        plain.models(),
        plain.balance(),
        plain.spillAt());
  }

  /// An address of this machine or of a private network: nobody bills by the token there.
  static boolean isOwn(URI uri) {
    String host = uri.getHost();
    return host.equals("localhost")
        || host.startsWith("127.")
        || host.startsWith("10.")
        || host.startsWith("192.168.")
        || host.equals("[::1]");
  }

  static URI uri(String where, String text) {
    try {
      URI uri = URI.create(text);
      boolean web = List.of("http", "https").contains(String.valueOf(uri.getScheme()));
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // answered below with what was expected
    }
    throw new BreakevenException(
        ErrorCode.USAGE,
        "'" + text + "' is no URL of an upstream",
        where,
        "Write it as http://127.0.0.1:8000 or https://api.openai.com/v1.");
  }

  /// The secret behind `env:NAME` or `file:PATH`.
  String secret(String where, String reference) {
    String value = "";
    if (reference.startsWith("env:")) {
      value = surroundings.variables().getOrDefault(reference.substring("env:".length()), "");
    } else if (reference.startsWith("file:")) {
      Path file = Path.of(reference.substring("file:".length()));
      try {
        value = Files.readString(file).strip();
      } catch (IOException e) {
        throw new BreakevenException(
            ErrorCode.FILE_MISSING,
            "the file of a secret cannot be read: " + file,
            where,
            "Check its path and who may read it.");
      }
    } else {
      throw new BreakevenException(
          ErrorCode.USAGE,
          "a secret is named, not written out",
          where,
          "Write env:NAME or file:PATH.");
    }
    if (value.isEmpty()) {
      throw new BreakevenException(
          ErrorCode.USAGE,
          "there is no secret at " + reference,
          where,
          "Set it, then start again.");
    }
    return value;
  }
}
