package dev.breakeven.testkit.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A request as it came in; names of headers are lower case. `number` counts from 1.
public record MockRequest(
    int number, String method, String path, Map<String, String> headers, byte[] body) {
  private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");
  private static final Pattern USAGE = Pattern.compile("\"include_usage\"\\s*:\\s*true");

  public MockRequest {
    headers = Map.copyOf(headers);
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  public String text() {
    return new String(body, UTF_8);
  }

  public String model() {
    Matcher found = MODEL.matcher(text());
    return found.find() ? found.group(1) : "";
  }

  public boolean stream() {
    return STREAM.matcher(text()).find();
  }

  public boolean usageAsked() {
    return USAGE.matcher(text()).find();
  }

  public boolean anthropic() {
    return path.startsWith("/v1/messages");
  }

  public String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
