package dev.breakeven.cli;

import dev.breakeven.core.offer.GpuId;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.plan.Purchase;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A machine that is bought, as an offer whose rent is its price spread over the years it is used,
/// its power and its place.
final class OwnHardware {
  static final String FORM = "gpu=h100-sxm,gpus=8,price=250000,years=3,watts=10200,kwh=0.12";
  private static final Set<String> KEYS =
      Set.of("gpu", "gpus", "price", "years", "watts", "kwh", "colocation");
  private static final String FLAG = "--own-hardware";

  private final Map<String, String> given = new LinkedHashMap<>();

  private OwnHardware(String text) {
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals);
      if (equals < 0 || !KEYS.contains(key) || given.put(key, part.substring(equals + 1)) != null) {
        throw Common.usage(
            FLAG + ": '" + part + "'", "Write " + FORM + ",colocation=900 (USD a month).");
      }
    }
  }

  /// Throws a usage error for what is missing or not a number.
  static GpuOffer parse(Market market, String text, Instant at) {
    return new OwnHardware(text).offer(market, text, at);
  }

  private GpuOffer offer(Market market, String text, Instant at) {
    GpuId gpu = Common.gpu(market, required("gpu")).id();
    int count = Math.toIntExact(whole("gpus", "1"));
    long months = Math.multiplyExact(12, whole("years", required("years")));
    Usd price = Common.parse(FLAG, required("price"), Usd::parse);
    Ratio watts = number("watts");
    if (watts.signum() > 0 && !given.containsKey("kwh")) {
      throw Common.usage(FLAG + ": watts without kwh", "Say what a kWh costs, such as kwh=0.12.");
    }
    Usd running =
        Purchase.power(watts, number("kwh"))
            .plus(Common.parse(FLAG, given.getOrDefault("colocation", "0"), Usd::parse));
    Usd month = new Purchase(price, running).perMonth(months);
    return new GpuOffer(
        "own-hardware",
        new ProviderId("own"),
        "own",
        gpu,
        count,
        "",
        Term.OWNED,
        month.per(Hours.MONTH),
        Optional.of(month),
        "USD %s over %d months, %s USD/month to run".formatted(price, months, running),
        "own",
        Optional.empty(),
        "user-stated",
        new Source(FLAG + " " + text, at.atZone(ZoneOffset.UTC).toLocalDate()),
        "",
        Optional.of(new GpuOffer.Upfront(price, months)));
  }

  private String required(String key) {
    String value = given.get(key);
    if (value == null) {
      throw Common.usage(FLAG + ": no " + key, "Write " + FORM + ".");
    }
    return value;
  }

  private long whole(String key, String otherwise) {
    long value = Common.parse(FLAG, given.getOrDefault(key, otherwise), Long::parseLong);
    if (value < 1 || value > 1000) {
      throw Common.usage("%s: %s=%d".formatted(FLAG, key, value), "Give 1 to 1000.");
    }
    return value;
  }

  private Ratio number(String key) {
    Ratio value = Common.parse(FLAG, given.getOrDefault(key, "0"), Ratio::parse);
    if (value.signum() < 0) {
      throw Common.usage("%s: %s=%s".formatted(FLAG, key, value), "Give 0 or more.");
    }
    return value;
  }
}
