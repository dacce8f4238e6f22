package dev.breakeven.ask.agent;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/// A model and where it is asked. `key` is the user's own, and in no text that this makes.
///
/// The dialect is Anthropic's where the address ends with `/messages` or is Anthropic's own, else
/// OpenAI's, which engines on one's own machine speak too.
public record ModelEndpoint(String model, URI address, boolean anthropic, Optional<String> key) {
  private static final String ANTHROPIC = "api.anthropic.com";

  /// Throws `BreakevenException` for an address that is none, or that would show the key to all.
  public static ModelEndpoint of(String model, URI given, Optional<String> key) {
    String scheme = String.valueOf(given.getScheme()).toLowerCase(Locale.ROOT);
    if (given.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw refused("'" + given + "' is no address of a service", "Write http://127.0.0.1:11434.");
    }
    if (given.getUserInfo() != null) {
      throw refused("an address with a password in it", "Give the key by a variable or a file.");
    }
    String path = given.getPath() == null ? "" : given.getPath();
    boolean anthropic = given.getHost().equals(ANTHROPIC) || path.endsWith("/messages");
    String base = path.replaceFirst("/(chat/completions|messages)$", "").replaceFirst("/$", "");
    String versioned = base.endsWith("/v1") ? base : base + "/v1";
    URI address = given.resolve(versioned + (anthropic ? "/messages" : "/chat/completions"));
    ModelEndpoint endpoint = new ModelEndpoint(model, address, anthropic, key);
    if (scheme.equals("http") && key.isPresent() && !endpoint.isLoopback()) {
      throw refused("a key over plain http to " + given.getHost(), "Use https, or no key.");
    }
    return endpoint;
  }

  private static BreakevenException refused(String what, String remedy) {
    return new BreakevenException(ErrorCode.USAGE, "--endpoint: " + what, "", remedy);
  }

  /// Whether nothing that is sent there leaves this machine.
  public boolean isLoopback() {
    try {
      for (InetAddress each : InetAddress.getAllByName(address.getHost())) {
        if (!each.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return model + " at " + address;
  }
}
