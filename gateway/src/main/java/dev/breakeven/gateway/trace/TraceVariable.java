package dev.breakeven.gateway.trace;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/// One variable of OpenTelemetry: what is expected of it, and whether it is that, as far as the
/// library would not say so before spans are lost.
record TraceVariable(String name, String value) {
  static final String HTTP = "http/protobuf";

  private static final Pattern HEADER = Pattern.compile("\\s*[\\w!#$%&'*+.^`|~-]+\\s*=.*");
  private static final Pattern NEGATIVE = Pattern.compile("\\s*-.*");

  /// Whether it is one of the addresses of a collector.
  private boolean isEndpoint() {
    return name.endsWith("_ENDPOINT");
  }

  boolean isUsable() {
    if (isEndpoint()) {
      return isAddress();
    }
    if (name.endsWith("_PROTOCOL")) {
      return value.equals(HTTP);
    }
    if (name.endsWith("_HEADERS")) {
      return List.of(value.split(",")).stream()
          .allMatch(each -> each.isBlank() || HEADER.matcher(each).matches());
    }
    return !name.endsWith("_TIMEOUT") || !NEGATIVE.matcher(value).matches();
  }

  private boolean isAddress() {
    try {
      return new URI(value).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /// What it is, unless that may be a secret, and what it should be.
  String told() {
    boolean secret = name.endsWith("_HEADERS") || value.contains("@");
    return "%s is %s (expected: %s)"
        .formatted(name, secret ? "not usable" : "'" + value + "'", expected());
  }

  private String expected() {
    String kind = name.substring(name.lastIndexOf('_') + 1);
    return switch (kind) {
      case "ENDPOINT" -> "an address such as http://localhost:4318";
      case "PROTOCOL" -> HTTP + ", mostly at port 4318";
      case "HEADERS" -> "name=value, with commas between, values percent-encoded";
      case "ATTRIBUTES" -> "name=value, with commas between";
      case "TIMEOUT", "DELAY" -> "a number of milliseconds";
      case "SIZE" -> "a whole number above 0";
      case "CERTIFICATE", "KEY" -> "a PEM file that can be read";
      case "COMPRESSION" -> "gzip or none";
      case "SAMPLER" -> "always_on, always_off or traceidratio, or parentbased_ before one of them";
      case "ARG" -> "a number from 0 to 1";
      case "EXPORTER" -> "otlp or none";
      default -> "what OpenTelemetry takes";
    };
  }
}
