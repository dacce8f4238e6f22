package dev.breakeven.cli.wiring;

import dev.breakeven.cli.config.ServeKey;
import dev.breakeven.cli.config.ServeSection;
import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.Market;
import dev.breakeven.gateway.GatewayCheck;
import dev.breakeven.gateway.settings.Api;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Preset;
import dev.breakeven.gateway.settings.TraceExport;
import dev.breakeven.gateway.settings.UpstreamSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What the gateway is told by flags and by a file.
final class ServeSettings {
  private static final int PORT = 4000;
  private static final String FILE = "breakeven.yaml";

  private final Map<String, String> places = new HashMap<>();
  private final Surroundings surroundings;
  private final Supplier<Market> market;
  private Optional<ServeSection> part = Optional.empty();

  /// `market` is asked only where a policy names models.
  ServeSettings(Surroundings surroundings, Supplier<Market> market) {
    this.surroundings = surroundings;
    this.market = market;
  }

  Market market() {
    return market.get();
  }

  GatewaySettings read(
      Optional<Path> config,
      List<String> urls,
      Optional<String> secretReference,
      Optional<Integer> port) {
    Optional<String> secret = secretReference.map(reference -> secret("--upstream-key", reference));
    List<UpstreamSettings> upstreams = new ArrayList<>();
    for (String url : urls) {
      upstreams.add(upstream(nameOf(upstreams), url, secret));
    }
    part = section(config);
    GatewaySettings settings =
        part.map(each -> new ServeFile(this, each).read(upstreams))
            .orElseGet(
                () -> GatewaySettings.of(upstreams).with(GatewaySettings.Listen.LOCAL.at(PORT)));
    if (settings.upstreams().isEmpty()) {
      throw new BreakevenException(
          ErrorCode.USAGE,
          "there is no upstream to send requests to",
          "",
          "Name one with --upstream URL, or in a file with --config.");
    }
    TraceExport traces = new TraceExport(surroundings.variables());
    GatewaySettings told = settings.with(settings.operation().with(traces));
    return port.map(value -> told.with(told.listen().at(value))).orElse(told);
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

  /// The file and line at which `what` stands, such as `upstream own` or `key ci`.
  void placed(String what, String where) {
    places.put(what, where);
  }

  /// Where that stands of which a check tells: `file:line`, or the flag.
  String where(GatewayCheck.Finding finding) {
    return switch (finding.part()) {
      case UPSTREAM -> places.getOrDefault("upstream " + finding.name(), "--upstream");
      case ACCESS, MIRROR -> places.getOrDefault(finding.name(), "");
      case TRACES -> "environment";
      case CERTIFICATE -> where(ServeKey.TLS_CERT);
      case PRIVATE_KEY -> where(ServeKey.TLS_KEY);
      case ACCESS_LOG -> where(ServeKey.ACCESS_LOG);
    };
  }

  private String where(ServeKey key) {
    return part.map(section -> section.where(key)).orElse("");
  }

  /// What a URL alone tells of an upstream.
  private static UpstreamSettings upstream(String name, String url, Optional<String> secret) {
    URI uri = uri("--upstream", url);
    return upstream(name, preset(uri, ""), List.of(uri), secret);
  }

  /// The kind of what is at `uri`, else of what bills as `provider`.
  static Preset preset(URI uri, String provider) {
    Preset byUrl = Preset.at(uri);
    return byUrl == Preset.COMPATIBLE ? Preset.ofProvider(provider) : byUrl;
  }

  /// What a kind and a URL tell of an upstream.
  static UpstreamSettings upstream(
      String name, Preset preset, List<URI> replicas, Optional<String> secret) {
    boolean own = preset.isOwn() || (preset == Preset.COMPATIBLE && isOwn(replicas.getFirst()));
    return new UpstreamSettings(
            name,
            preset.dialect(),
            replicas,
            own ? Preset.OWN : preset.provider(),
            "",
            own,
            secret,
            Map.of(),
            BalancePolicy.LEAST_LOADED,
            Optional.empty())
        .with(Api.of(preset));
  }

  /// An address of this machine or of a private network: nobody bills by the token there.
  static boolean isOwn(URI uri) {
    String host = uri.getHost();
    return host.equals("localhost")
        || host.startsWith("127.")
        || host.startsWith("10.")
        || host.startsWith("192.168.")
        || host.matches("172\\.(1[6-9]|2\\d|3[01])\\..*")
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
