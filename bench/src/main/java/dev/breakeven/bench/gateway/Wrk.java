package dev.breakeven.bench.gateway;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a run of wrk, Debian's, has told: `answers` are all that came, `failed` those of them that
/// were not 2xx or 3xx, and broken sockets.
record Wrk(long answers, long failed, double seconds, double p50Millis, double p99Millis) {
  /// `headers` are names and values in turn.
  static Wrk run(URI url, String[] headers, String body, int connections, int seconds, Path besides)
      throws IOException, InterruptedException {
    Path script = besides.resolveSibling("wrk.lua");
    Files.writeString(script, script(headers, body));
    List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections));
    command.addAll(List.of("-d" + seconds + "s", "-s", script.toString(), url.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException("wrk: " + out);
    }
    String line = out.lines().filter(each -> each.startsWith("told,")).findFirst().orElseThrow();
    String[] told = line.split(",");
    return new Wrk(
        Long.parseLong(told[1]),
        Long.parseLong(told[2]),
        Double.parseDouble(told[3]),
        Double.parseDouble(told[4]),
        Double.parseDouble(told[5]));
  }

  private static String script(String[] headers, String body) {
    StringBuilder lua = new StringBuilder("wrk.method = 'POST'\n");
    lua.append("wrk.body = [==[").append(body).append("]==]\n");
    lua.append("wrk.headers['content-type'] = 'application/json'\n");
    for (int i = 0; i < headers.length; i += 2) {
      lua.append("wrk.headers['%s'] = '%s'%n".formatted(headers[i], headers[i + 1]));
    }
    return lua
        + """
        done = function(summary, latency)
          local errors = summary.errors
          io.write(string.format('told,%d,%d,%f,%f,%f\\n', summary.requests,
            errors.status + errors.connect + errors.read + errors.write + errors.timeout,
            summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
        end
        """;
  }
}
