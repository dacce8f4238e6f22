package dev.breakeven.cli;

import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Six calls in a table of a user's own, with prices easy to reckon with, and a ledger for them.
record UsageFixture(Path folder) {
  private static final String CALLS =
      """
      created,llm,host,prompt,cached,completion,team,tenant,svc,key,sess,proj,first,ms
      2026-11-01T10:00:00Z,gpt-4o,openai,1000,400,200,red,acme,chat,k1,s1,p1,100,1000
      2026-11-01T11:00:00Z,gpt-4o,openai,2000,0,100,blue,acme,chat,k2,s1,p1,300,3000
      2026-11-02T00:00:00Z,gpt-4o,openai,500,0,50,red,beta,search,k1,s2,p2,200,2000
      2026-11-02T09:00:00Z,mystery,openai,10,0,5,red,beta,search,k1,s2,p2,,
      2026-11-02T10:00:00Z,llama-3.3-70b,own,1000,0,1000,blue,acme,chat,k2,s3,p1,50,3600000
      2026-11-02T12:00:00Z,llama-3.3-70b,own,2000,0,500,red,beta,chat,k1,s4,p2,,7200000
      """;
  private static final String PRICES =
      """
      {"provider":"openai","model":"gpt-4o","as_of":"2026-01-01","source":"test",\
      "prices":[{"input":"2","cache_read":"1","output":"10"}]}
      {"provider":"anthropic","model":"claude-vector","as_of":"2026-01-01","source":"test",\
      "prices":[{"input":"3","cache_read":"0.30","cache_write_5m":"3.75","output":"15"}]}
      {"provider":"vertex","model":"vector-gemini","as_of":"2026-01-01","source":"test",\
      "prices":[{"input":"1.25","cache_read":"0.625","output":"10"}]}
      """;
  private static final String MAP =
      "at=created,model=llm,provider=host,input_total=prompt,cache_read=cached,"
          + "output_total=completion,team=team,tenant=tenant,service=svc,key=key,session=sess,"
          + "project=proj,ttft_ms=first,duration_ms=ms";

  static UsageFixture in(Path folder) throws IOException {
    Files.writeString(folder.resolve("calls.csv"), CALLS);
    Files.writeString(folder.resolve("prices.jsonl"), PRICES);
    return new UsageFixture(folder);
  }

  Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  Path ledger() {
    return folder.resolve("ledger");
  }

  Shell.Result importCalls(String... more) {
    return importing(
        Stream.concat(
                Stream.of(folder.resolve("calls.csv").toString(), "--map", MAP), Stream.of(more))
            .toArray(String[]::new));
  }

  Shell.Result importing(String... arguments) {
    return run(
        Stream.of(
                Stream.of("import", "--prices", folder.resolve("prices.jsonl").toString()),
                Stream.of(arguments))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  /// Runs a verb with this ledger as the default one.
  Shell.Result run(String... arguments) {
    return run(Map.of("BREAKEVEN_LEDGER", ledger().toString()), arguments);
  }

  /// Runs a verb in this folder as home, with variables.
  Shell.Result run(Map<String, String> variables, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Wiring wiring =
        new Wiring(
            Clock.fixed(Shell.NOW, ZoneOffset.UTC), new Surroundings(variables, folder, folder));
    int status =
        Main.commandLine(wiring)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Shell.Result(status, out.toString(), err.toString());
  }

  JsonTree usage(String... arguments) {
    return run(Stream.concat(Stream.of("usage", "--json"), Stream.of(arguments))
            .toArray(String[]::new))
        .json();
  }

  /// A text without what differs from run to run.
  String shown(String text) {
    return text.replace(folder.toString(), "DIR");
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> rows(JsonTree tree, String key) {
    return (List<Map<String, Object>>) (List<?>) List.copyOf((List<?>) tree.root().get(key));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(JsonTree tree, String key) {
    return (Map<String, Object>) tree.root().get(key);
  }
}
