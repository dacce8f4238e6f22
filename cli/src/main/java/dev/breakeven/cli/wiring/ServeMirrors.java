package dev.breakeven.cli.wiring;

import dev.breakeven.cli.config.ServeKey;
import dev.breakeven.cli.config.ServeKey.Section;
import dev.breakeven.cli.config.ServeSection;
import dev.breakeven.core.routing.ModelAliases;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.gateway.settings.Mirror;
import dev.breakeven.gateway.settings.UpstreamSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who gets copies of whose calls, from the part `serve` of a file.
final class ServeMirrors {
  private final ServeSettings settings;
  private final ServeSection serve;
  private final List<UpstreamSettings> upstreams;
  private final ModelAliases aliases;

  ServeMirrors(
      ServeSettings settings,
      ServeSection serve,
      List<UpstreamSettings> upstreams,
      ModelAliases aliases) {
    this.settings = settings;
    this.serve = serve;
    this.upstreams = upstreams;
    this.aliases = aliases;
  }

  List<Mirror> read() {
    List<Mirror> mirrors = new ArrayList<>();
    for (ServeSection part : serve.sections(ServeKey.MIRRORS, Section.MIRROR)) {
      Mirror mirror = mirror(part);
      mirrors.add(mirror);
      settings.placed("mirror " + mirrors.size(), part.where(ServeKey.MIRROR_OF));
    }
    return mirrors;
  }

  private Mirror mirror(ServeSection part) {
    String of = part.required(ServeKey.MIRROR_OF);
    boolean alias = aliases.names().contains(of);
    if (!alias && upstreams.stream().noneMatch(upstream -> serves(upstream, of))) {
      throw part.unusable(ServeKey.MIRROR_OF);
    }
    String name = part.required(ServeKey.MIRROR_UPSTREAM);
    UpstreamSettings upstream =
        upstreams.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() -> part.unusable(ServeKey.MIRROR_UPSTREAM));
    Optional<String> stated = part.text(ServeKey.MIRROR_MODEL);
    boolean needed = alias || !serves(upstream, of);
    String model = needed ? part.required(ServeKey.MIRROR_MODEL) : stated.orElse(of);
    if (!serves(upstream, model)) {
      throw part.unusable(ServeKey.MIRROR_MODEL);
    }
    part.required(ServeKey.SHARE);
    return new Mirror(
        of,
        name,
        model,
        part.read(ServeKey.SHARE, ServeMirrors::share).orElseThrow(),
        part.read(ServeKey.MIRROR_CONCURRENT, ServeMirrors::fromOne).orElse(Mirror.CONCURRENT));
  }

  private static boolean serves(UpstreamSettings upstream, String model) {
    return upstream.models().isEmpty() || upstream.models().containsKey(model);
  }

  private static Optional<Ratio> share(String text) {
    return Optional.of(Ratio.parse(text))
        .filter(share -> share.signum() > 0 && share.compareTo(Ratio.ONE) <= 0);
  }

  private static Optional<Integer> fromOne(String text) {
    return Optional.of(Integer.parseInt(text)).filter(count -> count > 0);
  }
}
